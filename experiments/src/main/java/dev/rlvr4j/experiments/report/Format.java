package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.statistics.Estimate;
import dev.rlvr4j.experiments.statistics.LearningRates;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them. What is not finite is a dash. */
final class Format {
    static final String NONE = "–";
    private static final String SPACE = "\u00a0";
    private static final String MINUS = "\u2212";

    private Format() {}

    /** A share: {@code 61.3 %}. */
    static String percent(double share) {
        return finite(share, "%.1f" + SPACE + "%%", 100 * share);
    }

    /** An interval of shares: {@code [58.1, 64.4]}. */
    static String percentInterval(Estimate estimate) {
        return interval(
                finite(estimate.low(), "%.1f", 100 * estimate.low()),
                finite(estimate.high(), "%.1f", 100 * estimate.high()));
    }

    /** A difference of shares in percentage points, with its sign: {@code +1.2}. */
    static String points(double difference) {
        return finite(difference, "%+.1f", 100 * difference);
    }

    /** An interval of differences: {@code [−0.8, +3.1]}. */
    static String pointsInterval(Estimate estimate) {
        return interval(points(estimate.low()), points(estimate.high()));
    }

    /** A probability: {@code 0.034}, {@code < 0.001}. */
    static String probability(double p) {
        return p < 0.001 ? "<" + SPACE + "0.001" : finite(p, p < 0.1 ? "%.3f" : "%.2f", p);
    }

    /** A signed effect size: {@code +0.43}. */
    static String effect(double size) {
        return finite(size, "%+.2f", size);
    }

    /** A learning rate: {@code 3e-4}, {@code 3.16e-4}. */
    static String rate(double learningRate) {
        if (!Double.isFinite(learningRate) || learningRate <= 0) {
            return learningRate == 0 ? "0" : NONE;
        }
        return LearningRates.text(
                new BigDecimal(learningRate).round(new MathContext(3)).doubleValue());
    }

    /** An interval of learning rates. */
    static String rateInterval(Estimate estimate) {
        return interval(rate(estimate.low()), rate(estimate.high()));
    }

    /** Three digits: {@code 0.0123}, {@code 45.6}, {@code 1,230}. */
    static String significant(double value) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        double size = Math.abs(value);
        if (size >= 1000) {
            return finite(value, "%,.0f", value);
        }
        if (size != 0 && size < 1e-3) {
            return (value < 0 ? MINUS : "") + rate(size);
        }
        int decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 || size == 0 ? 2 : size >= 0.1 ? 3 : 4;
        return finite(value, "%." + decimals + "f", value);
    }

    /** An interval of such numbers. */
    static String significantInterval(Estimate estimate) {
        return interval(significant(estimate.low()), significant(estimate.high()));
    }

    /** A whole number: {@code 12,345}. */
    static String count(double number) {
        return finite(number, "%,.0f", number);
    }

    /** A number on an axis: {@code 500}, {@code 1.5k}, {@code 1.5M}. */
    static String axis(double number) {
        if (number != 0 && Math.abs(number) < 1e-3) {
            return significant(number);
        }
        if (number >= 1e6) {
            return significantShort(number / 1e6) + "M";
        }
        return number >= 1e3 ? significantShort(number / 1e3) + "k" : significantShort(number);
    }

    /** A share on an axis: {@code 60 %}, {@code 99.95 %}. */
    static String axisPercent(double share) {
        return axisPoints(share) + SPACE + "%";
    }

    /** A share in percentage points on an axis: {@code 2.5}. */
    static String axisPoints(double share) {
        return new BigDecimal(100 * share)
                .setScale(4, RoundingMode.HALF_EVEN)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Bytes: {@code 1.5 MiB}; negative is unknown. */
    static String bytes(double bytes) {
        if (bytes < 0) {
            return "not measured";
        }
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return finite(value, unit == 0 || value >= 100 ? "%.0f" : "%.1f", value) + SPACE + units[unit];
    }

    /** Seconds as {@code 34 s}, {@code 12 min} or {@code 5 h 20 min}. */
    static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return NONE;
        }
        if (seconds < 99.5) {
            return finite(seconds, "%.0f", seconds) + SPACE + "s";
        }
        long minutes = Math.round(seconds / 60);
        return minutes < 100 ? minutes + SPACE + "min" : minutes / 60 + SPACE + "h " + minutes % 60 + SPACE + "min";
    }

    private static String interval(String low, String high) {
        return "[" + low + ", " + high + "]";
    }

    private static String significantShort(double number) {
        return new BigDecimal(number)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** The number with a true minus sign, and no minus before a zero. */
    private static String finite(double value, String pattern, double shown) {
        if (!Double.isFinite(value)) {
            return NONE;
        }
        String text = String.format(Locale.ROOT, pattern, shown);
        boolean zero = text.chars().noneMatch(c -> c >= '1' && c <= '9');
        return zero ? text.replace("-", "").replace("+", "") : text.replace("-", MINUS);
    }
}
