package dev.rlvr4j.experiments.analysis;

import dev.rlvr4j.experiments.analysis.ArmResult.GridPoint;
import dev.rlvr4j.experiments.analysis.Comparison.Design;
import dev.rlvr4j.experiments.analysis.RunOutcome.Status;
import dev.rlvr4j.experiments.statistics.LearningRates;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a reader must know to read the figures right. */
final class Notes {
    private static final int ENOUGH_SEEDS = 3;

    private Notes() {}

    static List<String> of(List<ArmPlan> plans, List<ArmResult> arms, Cells cells, Design design) {
        List<String> notes = new ArrayList<>();
        int missing = 0;
        int diverged = 0;
        int failed = 0;
        for (ArmPlan plan : plans) {
            for (double rate : plan.rates()) {
                for (long seed : plan.seeds()) {
                    RunOutcome outcome = cells.get(plan, rate, seed);
                    missing += outcome == null ? 1 : 0;
                    diverged += outcome != null && outcome.status() == Status.DIVERGED ? 1 : 0;
                    failed += outcome != null && outcome.status() == Status.FAILED ? 1 : 0;
                }
            }
        }
        add(notes, missing, "not been done yet: the report is of the others");
        add(notes, diverged, "diverged: the reasons stand in the table of all runs");
        add(notes, failed, "failed: the reasons stand in the table of all runs");
        for (ArmResult arm : arms) {
            GridPoint best = arm.bestPoint();
            if (best == null) {
                notes.add(arm.name() + " has no finished run, so nothing is said of it.");
                continue;
            }
            if (arm.bestAtEnd()) {
                notes.add(String.format(
                        Locale.ROOT,
                        "The best learning rate of %s, %s, is at the end of its grid: a better one may lie beyond.",
                        arm.name(),
                        LearningRates.text(best.learningRate())));
            }
            if (best.finished() < ENOUGH_SEEDS) {
                notes.add(arm.name() + " has " + best.finished()
                        + (best.finished() == 1
                                ? " finished run at its best learning rate: its interval is over problems only, and says"
                                        + " nothing of other seeds."
                                : " finished runs at its best learning rate: its interval over seeds is wide."));
            }
        }
        if (arms.stream()
                .anyMatch(arm -> arm.bestPoint() != null
                        && arm.reached() < arm.bestPoint().finished())) {
            notes.add(String.format(
                    Locale.ROOT,
                    "Not every run reaches the target of %.0f %%: completions to target are means over those that do.",
                    100 * design.target()));
        }
        return notes;
    }

    private static void add(List<String> notes, int count, String what) {
        if (count > 0) {
            notes.add((count == 1 ? "1 run has " : count + " runs have ") + what + ".");
        }
    }
}
