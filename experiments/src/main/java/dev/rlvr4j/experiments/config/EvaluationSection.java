package dev.rlvr4j.experiments.config;

import dev.rlvr4j.trainer.evaluation.EvaluationSettings;
import java.util.List;

/**
 * How held-out accuracy is measured.
 *
 * @param every steps between evaluations; 0 is only before the first and after the last step
 * @param tasks held-out tasks; 0 is no evaluation
 * @param samplesPerTask completions per task
 * @param passAt the k of pass@k to report
 * @param temperature divides the logits; 0 is greedy
 */
public record EvaluationSection(int every, int tasks, int samplesPerTask, List<Integer> passAt, double temperature) {
    static final EvaluationSection DEFAULT = new EvaluationSection(10, 256, 1, List.of(1), 1);

    public EvaluationSection {
        passAt = List.copyOf(passAt);
    }

    /** The settings of an evaluation that samples by a rollout section, but at this temperature. */
    public EvaluationSettings settings(RolloutSection rollout) {
        return new EvaluationSettings(every, tasks, samplesPerTask, passAt, rollout.evaluation(temperature));
    }
}
