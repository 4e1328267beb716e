package dev.rlvr4j.core.quant;

import java.util.Arrays;

/**
 * The 256 values that 8 bits stand for under dynamic quantisation (Dettmers 2016; Dettmers et al. 2022, section 2.2): the number
 * of leading zeros is a decimal exponent from 0 to -6, the bits behind them are a linear fraction from 0.1 to 1. So small values
 * keep their order of magnitude and large ones their digits. Computed step by step in float32, as bitsandbytes does, so that
 * the last bits are its too.
 */
public final class DynamicMap {
    private static final int SIZE = 256;
    private static final int EXPONENTS = 7;

    private DynamicMap() {}

    /** Ascending from about -0.993 to 1, with 0. */
    public static float[] signed() {
        return values(1, true);
    }

    /** Ascending from 0 to 1: the bit that is no sign doubles the number of fractions. */
    public static float[] unsigned() {
        return values(2, false);
    }

    /**
     * @param fractions of the smallest exponent; each exponent above has twice as many
     */
    private static float[] values(int fractions, boolean withNegative) {
        float[] values = new float[SIZE];
        int n = 1; // the first is 0
        for (int i = 0; i < EXPONENTS; i++) {
            int count = fractions << i;
            float scale = (float) Math.pow(10, i - EXPONENTS + 1);
            for (int j = 0; j < count; j++) {
                // The middles of count intervals that divide 0.1 to 1.
                float value = scale * ((edge(j, count) + edge(j + 1, count)) / 2);
                values[n++] = value;
                if (withNegative) {
                    values[n++] = -value;
                }
            }
        }
        values[n] = 1;
        Arrays.sort(values);
        return values;
    }

    /** Edge j of the intervals, counted from the nearer end and rounded once, as {@code torch.linspace} does. */
    private static float edge(int j, int count) {
        float step = (1f - 0.1f) / count;
        return j < (count + 1) / 2 ? Math.fma(step, j, 0.1f) : Math.fma(-step, count - j, 1f);
    }
}
