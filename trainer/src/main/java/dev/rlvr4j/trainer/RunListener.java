package dev.rlvr4j.trainer;

import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a run tells the outside: files, pictures, a progress line. All calls come on the thread that runs the loop, in order;
 * an exception from one ends the run. A step's calls are onStep, onSamples, then onEvaluation, then logLengths and
 * onCheckpoint where due; onWarning comes any time.
 */
public interface RunListener {
    /** A listener that does nothing. */
    RunListener NONE = new RunListener() {};

    default void onStart(RunStart start) {}

    default void onStep(StepReport report) {}

    /** The rollouts of a step. */
    default void onSamples(int step, List<Group> groups) {}

    default void onEvaluation(EvaluationReport report) {}

    /** Something looks wrong. Each kind is told once per run. */
    default void onWarning(String message) {}

    /** Bytes of each log file so far, flushed to disk; they come back in {@link RunStart} when the run is resumed. */
    default Map<String, Long> logLengths() {
        return Map.of();
    }

    default void onCheckpoint(Path directory, int step) {}
}
