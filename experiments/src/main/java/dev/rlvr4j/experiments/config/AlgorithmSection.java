package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.Algorithm;
import dev.rlvr4j.trainer.GrpoSettings;
import dev.rlvr4j.trainer.Objective;
import dev.rlvr4j.trainer.OldLogProbs;
import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.advantage.Gdpo;
import dev.rlvr4j.trainer.aggregation.Aggregation;
import dev.rlvr4j.trainer.correction.Correction;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.Losses;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How rewards become a gradient.
 *
 * @param promptsPerStep tasks of a step
 * @param groupSize completions of each task, G
 * @param epochs passes over the rollouts of a step
 * @param miniBatches optimizer steps of a pass, each on whole groups of its own, shuffled by the seed
 * @param maskTruncated whether completions cut by {@code max_tokens} are left out of the loss
 * @param loss the policy loss, e.g. {@code dapo} or {@code {type: grpo, epsilon_low: 0.2}}
 * @param advantage how rewards become advantages; {@code auto} is what the loss's source takes
 * @param aggregation how token losses become one number; {@code auto} is what the loss's source takes
 * @param corrections factors on the policy loss of each token; they multiply
 * @param kl the KL to the base
 * @param entropy a bonus on entropy
 * @param oldLogProbs what the ratio is taken against: {@code sampler}, or {@code recompute} by the trainer
 */
public record AlgorithmSection(
        int promptsPerStep,
        int groupSize,
        int epochs,
        int miniBatches,
        boolean maskTruncated,
        Choice<Loss> loss,
        Choice<Advantage> advantage,
        Choice<Aggregation> aggregation,
        List<Choice<Correction>> corrections,
        KlSection kl,
        EntropySection entropy,
        OldLogProbs oldLogProbs) {
    static final AlgorithmSection DEFAULT = new AlgorithmSection(
            32,
            8,
            1,
            1,
            false,
            Kinds.LOSSES.choice("dapo"),
            Choice.auto(),
            Choice.auto(),
            List.of(),
            KlSection.DEFAULT,
            EntropySection.DEFAULT,
            OldLogProbs.SAMPLER);

    public AlgorithmSection {
        corrections = List.copyOf(corrections);
        if (miniBatches > promptsPerStep) {
            throw new InputException("mini_batches must be at most prompts_per_step (" + promptsPerStep
                    + "), since each is made of whole groups, but is " + miniBatches);
        }
    }

    /** How much the loop samples, by a rollout section. */
    public GrpoSettings settings(RolloutSection rollout) {
        return new GrpoSettings(promptsPerStep, groupSize, rollout.sampling(), rollout.noise());
    }

    /** What the loop makes of it, with the weights that a reward section gives its parts. */
    public Algorithm algorithm(RewardSection reward) {
        return algorithm(reward.weights());
    }

    /** What the loop makes of it, with weights of the reward's parts. */
    public Algorithm algorithm(Map<String, Double> weights) {
        Losses.Kind kind = Losses.find(loss.type()).orElseThrow();
        Objective objective = new Objective(
                Objects.requireNonNull(loss.value()),
                corrections.stream().map(c -> Objects.requireNonNull(c.value())).toList(),
                Stream.of(kl.term(), entropy.term()).flatMap(Optional::stream).toList());
        Advantage estimator = advantage.or(kind.advantage());
        return new Algorithm(
                estimator instanceof Gdpo gdpo ? gdpo.orWeights(weights) : estimator,
                kl.inReward(),
                maskTruncated,
                objective,
                aggregation.or(kind.aggregation()),
                oldLogProbs,
                epochs,
                miniBatches);
    }
}
