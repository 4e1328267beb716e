package dev.rlvr4j.experiments.report.figure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * An axis.
 *
 * @param label what it measures
 * @param scale how values become places
 * @param low the value at its beginning
 * @param high the value at its end, above {@code low}
 * @param ticks marked values
 */
public record Axis(String label, Scale scale, double low, double high, List<Tick> ticks) {
    /** How values become places. */
    public enum Scale {
        LINEAR,
        LOGARITHMIC,
        /** The places 0, 1, 2 ... have names. */
        CATEGORIES,
        /** As categories, from the top down, the names in a column at the left; lines of a name are parted by a line feed. */
        ROWS
    }

    /** A marked value. */
    public record Tick(double at, String label) {}

    public Axis {
        ticks = List.copyOf(ticks);
        if (!(low < high) || Double.isInfinite(high - low) || (scale == Scale.LOGARITHMIC && !(low > 0))) {
            throw new IllegalArgumentException("an axis from " + low + " to " + high + ", " + scale);
        }
    }

    /** A linear axis with about {@code count} round ticks; low and high may be equal. */
    public static Axis linear(String label, double low, double high, int count, DoubleFunction<String> format) {
        double span = high > low ? high - low : Math.max(Math.abs(low) * 0.2, 0.02);
        double from = high > low ? low : low - span / 2;
        double to = from + span;
        double power = Math.pow(10, Math.floor(Math.log10(span / count)));
        double step = power;
        for (double factor : new double[] {1, 2, 5, 10}) {
            step = factor * power;
            if (span / step <= count) {
                break;
            }
        }
        List<Tick> ticks = new ArrayList<>();
        for (double k = Math.ceil(from / step - 1e-9); k * step <= to + 1e-9 * step; k++) {
            double value = rounded(k * step);
            ticks.add(new Tick(value, format.apply(value)));
        }
        return new Axis(label, Scale.LINEAR, from, to, ticks);
    }

    /** A logarithmic axis with ticks at given values, wide enough to hold them. */
    public static Axis logarithmic(String label, double low, double high, List<Tick> ticks) {
        double room = Math.max(Math.pow(high / low, 0.06), 1.25);
        return new Axis(label, Scale.LOGARITHMIC, low / room, high * room, ticks);
    }

    /** Named places 0, 1, 2 ... from left to right. */
    public static Axis categories(String label, List<String> names) {
        return new Axis(label, Scale.CATEGORIES, -0.5, Math.max(names.size(), 1) - 0.5, named(names));
    }

    /** Named places 0, 1, 2 ... from the top down. */
    public static Axis rows(List<String> names) {
        return new Axis("", Scale.ROWS, -0.5, Math.max(names.size(), 1) - 0.5, named(names));
    }

    /** Ticks of a logarithmic axis: powers of ten, or 1, 2 and 5 times those where there would be fewer than three. */
    public static List<Tick> decades(double low, double high, DoubleFunction<String> format) {
        List<Tick> powers = powers(10, low, high, format);
        if (powers.size() >= 3) {
            return powers;
        }
        List<Tick> ticks = new ArrayList<>();
        for (double power = Math.pow(10, Math.floor(Math.log10(low))); power <= high; power *= 10) {
            for (double factor : new double[] {1, 2, 5}) {
                double value = rounded(factor * power);
                if (value >= low && value <= high) {
                    ticks.add(new Tick(value, format.apply(value)));
                }
            }
        }
        return ticks;
    }

    /** The powers of a base from {@code low} to {@code high}. */
    public static List<Tick> powers(double base, double low, double high, DoubleFunction<String> format) {
        List<Tick> ticks = new ArrayList<>();
        double first = Math.ceil(Math.log(low) / Math.log(base) - 1e-9);
        double last = Math.floor(Math.log(high) / Math.log(base) + 1e-9);
        for (double k = first; k <= last; k++) {
            double value = rounded(Math.pow(base, k));
            ticks.add(new Tick(value, format.apply(value)));
        }
        return ticks;
    }

    /** The place of a value: 0 at the beginning, 1 at the end. */
    double place(double value) {
        return scale == Scale.LOGARITHMIC ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    private static List<Tick> named(List<String> names) {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            ticks.add(new Tick(i, names.get(i)));
        }
        return ticks;
    }

    /** Without the last digits, so that 0.30000000000000004 is 0.3. */
    private static double rounded(double value) {
        return value == 0
                ? 0
                : new BigDecimal(value)
                        .round(new java.math.MathContext(12, RoundingMode.HALF_EVEN))
                        .doubleValue();
    }
}
