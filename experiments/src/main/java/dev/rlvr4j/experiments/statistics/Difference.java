package dev.rlvr4j.experiments.statistics;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * The difference of two accuracies, with what is needed to test it. {@code (estimate - truth) / standardError} follows Student's
 * t; the interval and both p-values come of that one distribution, so that {@link #p} is below 1 - level exactly where the
 * interval leaves out 0.
 *
 * @param estimate first less second, with its interval, within [-1, 1]
 * @param standardError scale of the t distribution, above 0; with few seeds not the standard deviation, which it may not have
 * @param degreesOfFreedom of the t distribution, above 0, not necessarily whole
 */
public record Difference(Estimate estimate, double standardError, double degreesOfFreedom) {
    public Difference {
        if (!(standardError > 0 && degreesOfFreedom > 0)) {
            throw new IllegalArgumentException("standard error " + standardError + " and degrees of freedom "
                    + degreesOfFreedom + " must be positive");
        }
    }

    /** Two-sided p-value of "there is no difference". */
    public double p() {
        return Math.min(1, 2 * upperTail(Math.abs(estimate.value())));
    }

    /**
     * p-value of "the difference is {@code margin} or more, either way": the larger of two one-sided tests (Schuirmann 1987).
     * Where it is small, the two match within the margin.
     *
     * @param margin in accuracy, above 0
     */
    public double equivalenceP(double margin) {
        if (!(margin > 0)) {
            throw new IllegalArgumentException("margin " + margin + " must be positive");
        }
        return upperTail(margin - Math.abs(estimate.value()));
    }

    private double upperTail(double distance) {
        return new TDistribution(null, degreesOfFreedom).cumulativeProbability(-distance / standardError);
    }
}
