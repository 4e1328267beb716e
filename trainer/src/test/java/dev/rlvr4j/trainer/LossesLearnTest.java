package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.loss.AdaptiveEntropy;
import dev.rlvr4j.trainer.loss.AdaptiveKl;
import dev.rlvr4j.trainer.loss.KlEstimator;
import dev.rlvr4j.trainer.loss.Losses;
import dev.rlvr4j.trainer.loss.PpoClip;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every policy loss, as the catalogue has it, in the loop on the toy task; and the terms that adapt. */
class LossesLearnTest {
    private static final int STEPS = 60;

    /** All but cross-entropy, which imitates right and wrong answers alike. */
    static Stream<String> names() {
        return Losses.all().stream().map(Losses.Kind::name).filter(name -> !name.equals("cross_entropy"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void theRewardRises(String name) {
        Losses.Kind kind = Losses.find(name).orElseThrow();
        Algorithm algorithm =
                new Algorithm(kind.advantage(), kind.loss(), kind.aggregation(), OldLogProbs.RECOMPUTE, 1);
        try (Toy toy = new Toy()) {
            RunSummary summary = toy.loop(Toy.GRPO, algorithm, RunPlan.of(STEPS, 7), new RecordingListener())
                    .run();
            assertThat(Objects.requireNonNull(summary.baseline()).accuracy()).isLessThan(0.25);
            assertThat(Objects.requireNonNull(summary.latest()).accuracy()).isGreaterThan(0.8);
        }
    }

    @Test
    void coefficientsAdaptFromStepToStep() {
        AdaptiveKl kl = new AdaptiveKl(0.1, KlEstimator.K3, 0.01, 1000);
        AdaptiveEntropy entropy = new AdaptiveEntropy(0.01, 100, 0.005, 1); // always below its target
        Objective objective = new Objective(new PpoClip(0.2, 0.28), List.of(), List.of(kl, entropy));
        Algorithm algorithm = new Algorithm(ZScore.DEFAULT, objective, new TokenMean(), OldLogProbs.SAMPLER, 1);
        RecordingListener listener = new RecordingListener();
        try (Toy toy = new Toy()) {
            toy.loop(Toy.GRPO, algorithm, RunPlan.of(4, 7), listener).run();
        }
        int completions = Toy.GRPO.promptsPerStep() * Toy.GRPO.groupSize();
        double expected = 0.1;
        for (int step = 0; step < 4; step++) {
            Map<String, Double> figures = listener.steps.get(step);
            assertThat(figures.get(MetricNames.KL_COEFFICIENT)).isCloseTo(expected, offset(1e-9));
            assertThat(figures.get(MetricNames.ENTROPY_COEFFICIENT))
                    .isCloseTo(step == 0 ? 0 : 0.01 + 0.005 * step, offset(1e-9));
            double error = Math.max(-0.2, Math.min(0.2, figures.get(MetricNames.KL) / 0.01 - 1));
            expected *= 1 + error * completions / 1000;
        }
        assertThat(kl.coefficient()).isCloseTo(expected, offset(1e-9)).isNotEqualTo(0.1);
        assertThat(objective.memories()).containsExactly(kl, entropy);
    }
}
