package dev.rlvr4j.trainer;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.supply.AsyncSettings;
import dev.rlvr4j.trainer.supply.SpreadSettings;
import dev.rlvr4j.trainer.supply.SupplySettings;

/**
 * How much a step samples, and how; what is made of it is the {@link Algorithm}.
 *
 * @param promptsPerStep prompts of each step, at least 1
 * @param groupSize G, completions per prompt, at least 2
 * @param sampling how rollouts are sampled; temperature above 0
 * @param noise on the norms that rollouts sample with
 */
public record GrpoSettings(int promptsPerStep, int groupSize, SamplingParams sampling, RolloutNoise noise) {
    public GrpoSettings {
        if (promptsPerStep < 1) {
            throw new InputException("prompts_per_step must be at least 1, but is " + promptsPerStep);
        }
        if (groupSize < 2) {
            throw new InputException(
                    "group_size must be at least 2, since a completion is compared with its group, but is "
                            + groupSize);
        }
        if (sampling.temperature() == 0) {
            throw new InputException(
                    "sampling.temperature must be above 0 for training, since greedy completions of a prompt are all equal");
        }
    }

    /** Without noise. */
    public GrpoSettings(int promptsPerStep, int groupSize, SamplingParams sampling) {
        this(promptsPerStep, groupSize, sampling, RolloutNoise.NONE);
    }

    /** The same as what a supply is asked for. */
    public SupplySettings supply(RunPlan plan, AsyncSettings async, SpreadSettings spread) {
        return new SupplySettings(plan.steps(), promptsPerStep, groupSize, sampling, plan.seed(), async, spread);
    }
}
