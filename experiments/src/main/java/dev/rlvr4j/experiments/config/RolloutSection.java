package dev.rlvr4j.experiments.config;

import dev.rlvr4j.rollout.RolloutSettings;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.RolloutNoise;
import java.util.List;
import java.util.Set;

/**
 * How completions are sampled.
 *
 * @param workers samplers side by side; 0 is one per GPU, or one per group of CPU cores
 * @param threadsPerWorker CPU threads of each
 * @param maxRows most sequences a worker decodes at once
 * @param kvCache memory a worker may give its KV cache
 * @param stepsPerCall tokens decoded per native call
 * @param temperature divides the logits; 0 is greedy
 * @param topK keep the k most likely tokens; 0 keeps all
 * @param topP keep the smallest set of most likely tokens with at least this probability
 * @param minP keep tokens with at least this share of the likeliest token's probability
 * @param maxTokens most tokens of a completion
 * @param stop texts that end a completion
 * @param noise noise on the norms that rollouts are sampled with, by stages of the run (QeRL); {@code start: 0} is none
 */
public record RolloutSection(
        int workers,
        int threadsPerWorker,
        int maxRows,
        ByteSize kvCache,
        int stepsPerCall,
        double temperature,
        int topK,
        double topP,
        double minP,
        int maxTokens,
        List<String> stop,
        RolloutNoise noise) {
    static final RolloutSection DEFAULT =
            new RolloutSection(0, 1, 128, new ByteSize(1L << 30), 8, 1, 0, 1, 0, 256, List.of(), RolloutNoise.NONE);

    public RolloutSection {
        stop = List.copyOf(stop);
    }

    /** How the pool is laid out. */
    public RolloutSettings settings() {
        RolloutSettings other = RolloutSettings.defaults();
        return new RolloutSettings(
                workers,
                threadsPerWorker,
                maxRows,
                kvCache.bytes(),
                stepsPerCall,
                other.keepVersions(),
                other.restarts());
    }

    /** How training samples. */
    public SamplingParams sampling() {
        return new SamplingParams(temperature, topK, topP, minP, maxTokens, Set.of(), stop, false);
    }

    /** How evaluation samples: from the whole distribution at a temperature of its own. */
    public SamplingParams evaluation(double evaluationTemperature) {
        return new SamplingParams(evaluationTemperature, 0, 1, 0, maxTokens, Set.of(), stop, false);
    }
}
