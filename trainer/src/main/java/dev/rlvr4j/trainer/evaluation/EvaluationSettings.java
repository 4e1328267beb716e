package dev.rlvr4j.trainer.evaluation;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rollout.SamplingParams;
import java.util.List;

/**
 * How held-out accuracy is measured.
 *
 * @param every steps between evaluations; 0 is only before the first and after the last step
 * @param tasks held-out tasks, the first of the source; 0 is no evaluation at all
 * @param samplesPerTask completions per task, k of avg@k
 * @param passAt the k of pass@k to report, each in [1, samplesPerTask]
 * @param sampling how evaluation samples
 */
public record EvaluationSettings(
        int every, int tasks, int samplesPerTask, List<Integer> passAt, SamplingParams sampling) {
    /** 256 tasks, one sample each at temperature 1, before and after the run. */
    public static final EvaluationSettings DEFAULT =
            new EvaluationSettings(0, 256, 1, List.of(1), SamplingParams.plain(256));

    public EvaluationSettings {
        passAt = List.copyOf(passAt);
        if (every < 0) {
            throw new InputException("evaluation.every must be positive, or 0 for start and end only, but is " + every);
        }
        if (tasks < 0) {
            throw new InputException("evaluation.tasks must be positive, or 0 for no evaluation, but is " + tasks);
        }
        if (samplesPerTask < 1) {
            throw new InputException("evaluation.samples_per_task must be at least 1, but is " + samplesPerTask);
        }
        for (int k : passAt) {
            if (k < 1 || k > samplesPerTask) {
                throw new InputException("evaluation.pass_at must lie between 1 and samples_per_task (" + samplesPerTask
                        + "), but holds " + k);
            }
        }
    }

    /** Whether to evaluate after a step. */
    public boolean due(int step, int totalSteps) {
        return step == totalSteps || (every > 0 && step % every == 0);
    }
}
