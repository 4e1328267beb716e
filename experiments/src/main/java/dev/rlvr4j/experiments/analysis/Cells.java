package dev.rlvr4j.experiments.analysis;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The outcomes by arm, learning rate and seed. */
final class Cells {
    private record Key(String arm, double rate, long seed) {}

    private final Map<Key, RunOutcome> outcomes;

    Cells(List<RunOutcome> outcomes) {
        this.outcomes = outcomes.stream()
                .collect(Collectors.toMap(o -> new Key(o.arm(), o.learningRate(), o.seed()), Function.identity()));
    }

    /** A run's outcome; null where it has not run. */
    @Nullable
    RunOutcome get(ArmPlan arm, double rate, long seed) {
        return outcomes.get(new Key(arm.name(), rate, seed));
    }

    /** The finished runs of an arm at a learning rate, in the order of its seeds. */
    List<RunOutcome> finished(ArmPlan arm, double rate) {
        return arm.seeds().stream()
                .map(seed -> outcomes.get(new Key(arm.name(), rate, seed)))
                .filter(outcome -> outcome != null && outcome.finished())
                .toList();
    }

    /** Validation accuracies of those runs by seed and problem. */
    static double[][] validation(List<RunOutcome> runs) {
        return runs.stream().map(RunOutcome::validation).toArray(double[][]::new);
    }

    /** Test accuracies of those runs by seed and problem. */
    static double[][] test(List<RunOutcome> runs) {
        return runs.stream().map(RunOutcome::test).toArray(double[][]::new);
    }
}
