package dev.rlvr4j.core.checkpoint;

import dev.rlvr4j.core.InputException;
import java.util.Locale;

/**
 * Rotary position embeddings (Su et al. 2021, arXiv 2104.09864): how fast each pair of dimensions turns with the position.
 *
 * @param theta the base of the frequencies, positive
 * @param type how the frequencies are scaled
 * @param factor by how much {@code LINEAR} and {@code LLAMA3} stretch positions, at least 1; 1 for {@code DEFAULT}
 * @param lowFreqFactor {@code LLAMA3}: wavelengths above original / this are stretched whole; else 1
 * @param highFreqFactor {@code LLAMA3}: wavelengths below original / this are left alone; else 1
 * @param originalMaxPosition {@code LLAMA3}: the context length before stretching, in tokens; else 0
 */
public record Rope(
        double theta, Type type, double factor, double lowFreqFactor, double highFreqFactor, long originalMaxPosition) {

    /** How frequencies are scaled. */
    public enum Type {
        /** Not at all. */
        DEFAULT,
        /** All divided by the factor (Chen et al. 2023, arXiv 2306.15595). */
        LINEAR,
        /** Llama 3.1: slow ones divided by the factor, fast ones kept, a ramp in between. */
        LLAMA3;

        /** The name that config.json uses. */
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Rope {
        if (!(theta > 0) || Double.isInfinite(theta)) {
            throw new InputException("rope_theta must be a positive number, but is " + theta);
        }
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw new InputException("the rope scaling factor must be at least 1, but is " + factor);
        }
        if (type == Type.LLAMA3) {
            if (!(lowFreqFactor > 0 && highFreqFactor > lowFreqFactor)) {
                throw new InputException("rope type llama3 needs 0 < low_freq_factor < high_freq_factor, but they are "
                        + lowFreqFactor + " and " + highFreqFactor);
            }
            if (originalMaxPosition < 1) {
                throw new InputException(
                        "rope type llama3 needs a positive original_max_position_embeddings, but it is "
                                + originalMaxPosition);
            }
        }
    }

    /** Unscaled embeddings. */
    public static Rope unscaled(double theta) {
        return new Rope(theta, Type.DEFAULT, 1, 1, 1, 0);
    }

    /** All frequencies divided by {@code factor}. */
    public static Rope linear(double theta, double factor) {
        return new Rope(theta, Type.LINEAR, factor, 1, 1, 0);
    }

    /**
     * The angle by which each pair of dimensions turns per position, {@code [headDim / 2]}, in radians. Computed in double
     * precision; the formula of {@code LLAMA3} is that of transformers' {@code modeling_rope_utils}.
     */
    public double[] inverseFrequencies(int headDim) {
        double[] frequencies = new double[headDim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double plain = Math.pow(theta, -2.0 * i / headDim);
            frequencies[i] = switch (type) {
                case DEFAULT -> plain;
                case LINEAR -> plain / factor;
                case LLAMA3 -> stretched(plain);
            };
        }
        return frequencies;
    }

    private double stretched(double frequency) {
        // How often this pair turns over the original context decides: few turns carry long range and are stretched.
        double turns = originalMaxPosition * frequency / (2 * Math.PI);
        double kept = (turns - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
        double share = Math.max(0, Math.min(1, kept));
        return share * frequency + (1 - share) * frequency / factor;
    }
}
