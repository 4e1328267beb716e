package dev.rlvr4j.trainer.checkpoint;

import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How far a run has come: what a loop needs besides the weights to go on as if it had never stopped.
 *
 * @param format version of this file's layout
 * @param fingerprint a digest of the recipe; a run only continues under the same one
 * @param seed the run's seed
 * @param step steps done
 * @param dataPosition index of the next task or example
 * @param totals sum over all steps of each metric
 * @param wallSeconds seconds the run has taken so far, over all sessions
 * @param warned kinds of warning already given
 * @param baseline the evaluation before the first step, if there was one
 * @param latest the newest evaluation, if there was one
 * @param logLengths bytes of each log file that belong to the steps done, as its owner named them
 */
public record Progress(
        int format,
        String fingerprint,
        long seed,
        int step,
        long dataPosition,
        Map<String, Double> totals,
        double wallSeconds,
        Set<String> warned,
        @Nullable EvaluationReport baseline,
        @Nullable EvaluationReport latest,
        Map<String, Long> logLengths) {
    /** The layout this version writes and reads. */
    public static final int FORMAT = 1;

    public Progress {
        totals = new TreeMap<>(totals);
        warned = new TreeSet<>(warned);
        logLengths = new TreeMap<>(logLengths);
    }

    /** The progress of a run that has not begun. */
    public static Progress none(String fingerprint, long seed) {
        return new Progress(FORMAT, fingerprint, seed, 0, 0, Map.of(), 0, Set.of(), null, null, Map.of());
    }
}
