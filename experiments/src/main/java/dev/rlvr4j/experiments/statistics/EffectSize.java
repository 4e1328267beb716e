package dev.rlvr4j.experiments.statistics;

import java.util.OptionalDouble;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.stat.StatUtils;

/** How large a difference is, on scales that do not depend on how often it was measured. */
public final class EffectSize {
    private EffectSize() {}

    /**
     * Cohen's (1988) h: the difference of two shares on the arcsine scale, {@code 2 asin sqrt(first) - 2 asin sqrt(second)}, in
     * [-pi, pi]. About 0.2 is called small, 0.5 medium, 0.8 large.
     */
    public static double cohensH(double first, double second) {
        return angle(first) - angle(second);
    }

    private static double angle(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share of " + share + ", which is not in [0, 1]");
        }
        return 2 * Math.asin(Math.sqrt(share));
    }

    /**
     * Hedges' (1981) g: the difference of two means in pooled standard deviations, times the exact factor that frees it from
     * bias, {@code gamma(n/2) / (sqrt(n/2) gamma((n-1)/2))} of n degrees of freedom.
     *
     * @return empty where a side has fewer than two values, or where all values of each side are equal
     */
    public static OptionalDouble hedgesG(double[] a, double[] b) {
        if (a.length < 2 || b.length < 2) {
            return OptionalDouble.empty();
        }
        int degrees = a.length + b.length - 2;
        double pooled =
                Math.sqrt(((a.length - 1) * StatUtils.variance(a) + (b.length - 1) * StatUtils.variance(b)) / degrees);
        // Equal accuracies may differ by rounding of their means.
        if (!(pooled > 1e-12)) {
            return OptionalDouble.empty();
        }
        double factor = Math.exp(Gamma.logGamma(degrees / 2.0) - Gamma.logGamma((degrees - 1) / 2.0))
                / Math.sqrt(degrees / 2.0);
        return OptionalDouble.of(factor * (StatUtils.mean(a) - StatUtils.mean(b)) / pooled);
    }
}
