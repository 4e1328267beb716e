package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.Algorithm;
import dev.rlvr4j.trainer.optim.OptimizerSettings;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is examined: the parts, and how a recipe uses them.
 *
 * @param parts policies and rollouts
 * @param prompts what is continued, at least one
 * @param sampling how tokens are drawn, at a positive temperature
 * @param algorithm rewards to gradient
 * @param rewardParts the parts that scores must have
 * @param optimizer gradient to step
 * @param visibleRate learning rate of steps whose effect must show
 * @param microBatchTokens the recipe's budget
 * @param precision what the model computes in
 * @param contextLength longest prompt plus completion, in tokens
 * @param vocabulary number of token ids
 * @param seed key of all randomness
 */
record SetUp(
        Parts parts,
        List<Prompt> prompts,
        SamplingParams sampling,
        Algorithm algorithm,
        Set<String> rewardParts,
        OptimizerSettings optimizer,
        double visibleRate,
        int microBatchTokens,
        Precision precision,
        int contextLength,
        int vocabulary,
        long seed) {
    SetUp {
        prompts = List.copyOf(prompts);
        rewardParts = Set.copyOf(rewardParts);
    }

    Limits limits() {
        return Limits.of(precision);
    }

    SetUp withVisibleRate(double rate) {
        return new SetUp(
                parts,
                prompts,
                sampling,
                algorithm,
                rewardParts,
                optimizer,
                rate,
                microBatchTokens,
                precision,
                contextLength,
                vocabulary,
                seed);
    }

    SetUp withTemperature(double temperature) {
        SamplingParams other = new SamplingParams(
                temperature,
                sampling.topK(),
                sampling.topP(),
                sampling.minP(),
                sampling.maxTokens(),
                sampling.stopTokens(),
                sampling.stopStrings(),
                sampling.ignoreEos());
        return new SetUp(
                parts,
                prompts,
                other,
                algorithm,
                rewardParts,
                optimizer,
                visibleRate,
                microBatchTokens,
                precision,
                contextLength,
                vocabulary,
                seed);
    }

    /** The score of a completion, with every part that the recipe's advantage may ask for. */
    Score score(double value) {
        return new Score(value, rewardParts.stream().collect(Collectors.toMap(name -> name, name -> value)), "doctor");
    }
}
