package dev.rlvr4j.experiments.analysis;

import dev.rlvr4j.experiments.statistics.Estimate;
import org.jspecify.annotations.Nullable;

/**
 * Two arms compared, each at its best learning rate, on the same test problems.
 *
 * @param first name of an arm
 * @param second name of the other
 * @param difference test accuracy of the first less that of the second, over seeds and problems
 * @param p of no difference, by the bootstrap over seeds and problems
 * @param adjusted p after Holm over all pairs
 * @param equivalence p of a difference beyond the margin (two one-sided tests), after Holm over all pairs
 * @param signedRank p of Wilcoxon's signed-rank test over problems: of these very runs, not of other seeds
 * @param rankSum p of the Mann-Whitney test over seeds; null with fewer than two seeds on a side
 * @param cohensH difference of the accuracies on the arcsine scale
 * @param hedgesG difference in standard deviations between seeds; null with fewer than two seeds on a side, or none apart
 * @param learningRates best learning rate of the first over that of the second, with its interval
 * @param verdict what may be said
 * @param sentence the same in words
 */
public record PairResult(
        String first,
        String second,
        Estimate difference,
        double p,
        double adjusted,
        double equivalence,
        double signedRank,
        @Nullable Double rankSum,
        double cohensH,
        @Nullable Double hedgesG,
        Estimate learningRates,
        Verdict verdict,
        String sentence) {
    /** What may be said of the first arm against the second. */
    public enum Verdict {
        MATCHES,
        BETTER,
        WORSE,
        CANNOT_TELL
    }
}
