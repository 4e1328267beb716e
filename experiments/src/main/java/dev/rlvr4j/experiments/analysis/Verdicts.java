package dev.rlvr4j.experiments.analysis;

import dev.rlvr4j.experiments.analysis.Comparison.Design;
import dev.rlvr4j.experiments.analysis.PairResult.Verdict;
import dev.rlvr4j.experiments.statistics.Estimate;
import java.util.Locale;

/** What may be said of two arms, as a word and as a sentence. */
final class Verdicts {
    private Verdicts() {}

    /**
     * The verdict. A difference that is certainly within the margin is a match, also where it is certainly not zero. Single
     * runs tell nothing of their arms: another seed may give something else.
     *
     * @param seeds whether both arms have several
     * @param difference of the first arm to the second
     * @param p of no difference, corrected for the number of pairs
     * @param equivalence p of a difference beyond the margin, corrected likewise
     * @param level 1 - alpha
     */
    static Verdict of(boolean seeds, double difference, double p, double equivalence, double level) {
        double alpha = 1 - level;
        if (!seeds) {
            return Verdict.CANNOT_TELL;
        }
        if (equivalence < alpha) {
            return Verdict.MATCHES;
        }
        if (p >= alpha) {
            return Verdict.CANNOT_TELL;
        }
        return difference > 0 ? Verdict.BETTER : Verdict.WORSE;
    }

    /** The verdict in words, with the figures it rests on. */
    static String sentence(
            Verdict verdict,
            boolean seeds,
            String first,
            String second,
            double a,
            double b,
            Estimate difference,
            double p,
            Design design) {
        String figures = String.format(Locale.ROOT, "%.1f %% against %.1f %%", 100 * a, 100 * b);
        String points = String.format(
                        Locale.ROOT,
                        "%+.1f points (%.0f %% interval %+.1f to %+.1f)",
                        100 * difference.value(),
                        100 * design.level(),
                        100 * difference.low(),
                        100 * difference.high())
                .replace('-', '−');
        String margin = String.format(Locale.ROOT, "±%s points", trimmed(100 * design.margin()));
        String probability = p < 0.001 ? "p < 0.001" : String.format(Locale.ROOT, "p = %.3f", p);
        return switch (verdict) {
            case MATCHES ->
                first + " matches " + second + ": " + figures + "; the difference of " + points + " is within " + margin
                        + ".";
            case BETTER ->
                first + " is better than " + second + ": " + figures + ", " + points + ", " + probability
                        + " after Holm's correction.";
            case WORSE ->
                first + " is worse than " + second + ": " + figures + ", " + points + ", " + probability
                        + " after Holm's correction.";
            case CANNOT_TELL ->
                !seeds
                        ? "A single run cannot tell " + first + " from " + second + ": " + figures + ", " + points
                                + " over problems alone; it takes several seeds of both."
                        : "These runs cannot tell " + first + " from " + second + ": " + figures + ", " + points
                                + "; neither a difference nor a match within " + margin + " is shown.";
        };
    }

    private static String trimmed(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
