package dev.rlvr4j.experiments.analysis;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison found: all that reports show.
 *
 * @param design what was planned
 * @param base validation accuracy of the untrained base, if it was measured: the mean over the runs' first evaluations
 * @param arms in the order of the recipe
 * @param pairs comparisons of two arms
 * @param runs every run that was planned, in the order they run
 * @param notes what a reader must know to read the figures right: cells that are missing, best learning rates at the end of
 *     their grid, too few seeds; one sentence each
 * @param provenance where the figures come from
 */
public record Comparison(
        Design design,
        @Nullable Double base,
        List<ArmResult> arms,
        List<PairResult> pairs,
        List<RunResult> runs,
        List<String> notes,
        Provenance provenance) {
    public Comparison {
        arms = List.copyOf(arms);
        pairs = List.copyOf(pairs);
        runs = List.copyOf(runs);
        notes = List.copyOf(notes);
    }

    /**
     * What was planned.
     *
     * @param title the heading
     * @param question what the comparison asks, in a sentence or two; may be empty
     * @param completions training completions of each run: the equal rollout budget
     * @param validationTasks held-out problems that choose learning rates and draw curves
     * @param testTasks held-out problems that decide, none of them a validation problem
     * @param samplesPerTask completions for each of those problems
     * @param level of all intervals, e.g. 0.95
     * @param margin the largest difference in accuracy that still counts as a match, e.g. 0.02
     * @param target validation accuracy whose first reaching is timed
     * @param settings the settings all runs share, as YAML
     */
    public record Design(
            String title,
            String question,
            long completions,
            int validationTasks,
            int testTasks,
            int samplesPerTask,
            double level,
            double margin,
            double target,
            String settings) {}

    /**
     * Where the figures come from.
     *
     * @param command what was typed
     * @param date when the last run ended, ISO 8601
     * @param versions of the program, engine and Java, and the commit
     * @param machine what it ran on
     * @param secondsInRuns seconds of all runs together
     */
    public record Provenance(
            String command,
            String date,
            Map<String, String> versions,
            Map<String, String> machine,
            double secondsInRuns) {
        public Provenance {
            versions = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(versions));
            machine = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(machine));
        }
    }
}
