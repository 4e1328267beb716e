package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.advantage.Advantages;
import dev.rlvr4j.trainer.aggregation.Aggregation;
import dev.rlvr4j.trainer.aggregation.Aggregations;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.loss.PpoClip;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The toy task is learned with each estimator, each aggregation, and several updates a batch. */
class AdvantagesLearnTest {
    /** Far above the 1/13 it begins with; the policy is a table that 60 steps do not quite fill. */
    private static final double LEARNED = 0.75;

    private static double accuracy(Algorithm algorithm, int steps) {
        try (Toy toy = new Toy()) {
            RunSummary summary = toy.loop(Toy.GRPO, algorithm, RunPlan.of(steps, 7), new RecordingListener())
                    .run();
            return Objects.requireNonNull(summary.latest()).accuracy();
        }
    }

    private static Algorithm with(Advantage advantage, Aggregation aggregation) {
        return new Algorithm(advantage, new PpoClip(0.2, 0.28), aggregation, OldLogProbs.SAMPLER, 1);
    }

    @Test
    void withEachAdvantage() {
        for (Map.Entry<String, Advantage> named : Advantages.all().entrySet()) {
            assertThat(accuracy(with(named.getValue(), new TokenMean()), 60))
                    .as(named.getKey())
                    .isGreaterThan(LEARNED);
        }
    }

    @Test
    void withEachAggregation() {
        for (Map.Entry<String, Aggregation> named : Aggregations.all().entrySet()) {
            assertThat(accuracy(with(Algorithm.DEFAULT.advantage(), named.getValue()), 60))
                    .as(named.getKey())
                    .isGreaterThan(LEARNED);
        }
    }

    @Test
    void severalUpdatesOnABatchLearnMoreOfIt() {
        Algorithm often = new Algorithm(
                Algorithm.DEFAULT.advantage(),
                null,
                false,
                new PpoClip(0.2, 0.28),
                new TokenMean(),
                OldLogProbs.RECOMPUTE,
                2,
                3);
        assertThat(accuracy(often, 16)).isGreaterThan(accuracy(Algorithm.DEFAULT, 16) + 0.1);
    }

    @Test
    void withoutTheTruncatedOnes() {
        Algorithm masked = new Algorithm(
                Algorithm.DEFAULT.advantage(),
                null,
                true,
                new PpoClip(0.2, 0.28),
                new TokenMean(),
                OldLogProbs.SAMPLER,
                1,
                1);
        assertThat(accuracy(masked, 60))
                .isGreaterThan(0.6); // most completions are cut at first, so there is less to learn from
    }
}
