package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.model.TokenScores;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.loss.CrossEntropyLoss;
import dev.rlvr4j.trainer.loss.KlPenalty;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.LossBatch;
import dev.rlvr4j.trainer.loss.LossResult;
import dev.rlvr4j.trainer.loss.PpoClip;
import dev.rlvr4j.trainer.metrics.MetricNames;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingClientTest {
    private static final Loss GRPO = new PpoClip(0.2, 0.28);
    private static final Loss WITH_KL = new Objective(GRPO, List.of(), List.of(new KlPenalty(0.1)));
    private static final Loss SFT = new CrossEntropyLoss();

    private static TrainingBatch sampledBatch(Toy toy) {
        List<Group> groups = Await.result(toy.sampler.groups(
                        LongStream.range(0, 12).mapToObj(Toy.TASKS::task).toList(),
                        8,
                        SamplingParams.plain(4),
                        3,
                        null))
                .groups();
        return TrainingBatch.sampled(groups, ZScore.DEFAULT.of(groups), new TokenMean(), 1);
    }

    private static TrainingBatch supervisedBatch() {
        return TrainingBatch.supervised(
                LongStream.range(0, 6).mapToObj(Toy::example).toList(), new TokenMean());
    }

    @Test
    void theGradientDoesNotDependOnTheMicroBatches() {
        double[] whole = null;
        for (int budget : new int[] {100_000, 60, 13, 1}) {
            try (Toy toy = new Toy(budget, Toy.REWARD)) {
                ForwardBackwardResult result = Await.result(toy.client.forwardBackward(sampledBatch(toy), WITH_KL));
                whole = whole == null ? toy.policy.gradient.clone() : whole;
                assertThat(toy.policy.gradient).containsExactly(whole, within(1e-8));
                assertThat(toy.policy.gradientNorm()).isGreaterThan(1e-3);
                assertThat(result.metrics().toMap().get(MetricNames.SAMPLER_TRAINER_KL))
                        .isBetween(0.0, 1e-10);
            }
        }
    }

    @Test
    void theGradientIsThatOfTheLoss() {
        try (Toy toy = new Toy()) {
            Loss withEntropy = batch -> {
                LossResult grpo = WITH_KL.compute(withReference(batch));
                float[] entropyGradient = new float[batch.tokens()];
                double value = grpo.value();
                for (int i = 0; i < entropyGradient.length; i++) {
                    entropyGradient[i] = -0.3f * batch.weights()[i];
                    value += (double) entropyGradient[i] * batch.entropies()[i];
                }
                return new LossResult(value, grpo.logProbGradient(), entropyGradient, new Metrics());
            };
            TrainingBatch batch = sampledBatch(toy);
            Await.result(toy.client.forwardBackward(batch, withEntropy));
            double[] gradient = toy.policy.gradient.clone();
            for (int i = 0; i < 30; i++) {
                int at = CounterRandom.below(17, i, gradient.length);
                double value = toy.policy.logits[at];
                double h = 1e-3;
                toy.policy.logits[at] = value + h;
                double up = Await.result(toy.client.forwardBackward(batch, withEntropy))
                        .loss();
                toy.policy.logits[at] = value - h;
                double down = Await.result(toy.client.forwardBackward(batch, withEntropy))
                        .loss();
                toy.policy.logits[at] = value;
                assertThat(gradient[at]).isCloseTo((up - down) / (2 * h), offset(2e-4));
            }
        }
    }

    private static LossBatch withReference(LossBatch b) {
        float[] reference = b.sampler().clone();
        for (int i = 0; i < reference.length; i++) {
            reference[i] -= 0.1f * (i % 3);
        }
        return new LossBatch(
                b.offsets(), b.logProbs(), b.entropies(), b.old(), b.sampler(), reference, b.advantages(), b.weights());
    }

    @Test
    void leavingOutZeroAdvantagesChangesNothingButTheWork() {
        Loss computingAll = batch -> GRPO.compute(batch); // a lambda is asked for all rows
        try (Toy lazy = new Toy();
                Toy thorough = new Toy()) {
            TrainingBatch batch = sampledBatch(lazy);
            for (int s = 0; s < batch.sequences(); s += 3) {
                Arrays.fill(batch.advantages(), batch.offsets()[s], batch.offsets()[s + 1], 0);
            }
            Await.result(lazy.client.forwardBackward(batch, GRPO));
            Await.result(thorough.client.forwardBackward(batch, computingAll));

            assertThat(thorough.policy.computedTokens).isEqualTo(batch.tokens());
            assertThat(lazy.policy.computedTokens).isPositive().isLessThan(batch.tokens());
            assertThat(lazy.policy.gradient).containsExactly(thorough.policy.gradient, within(1e-9));
        }
    }

    @Test
    void verbsCalledBackToBackRunInOrderOnOneThread() {
        try (Toy toy = new Toy()) {
            SampleRequest request =
                    new SampleRequest(Toy.prompt(Toy.TASKS.task(0)), 2, SamplingParams.plain(4), 1, null);
            toy.client.forwardBackward(supervisedBatch(), SFT);
            toy.client.optimStep(0.1);
            toy.client.publish();
            var completions = Await.result(toy.client.sample(List.of(request))).get(0);

            assertThat(completions).hasSize(2);
            assertThat(completions.get(0).versions().get(0).version().number()).isEqualTo(1);
            assertThat(toy.policy.threads).hasSize(1).doesNotContain(Thread.currentThread());
        }
    }

    @Test
    void publishesEachVersionOnce() {
        try (Toy toy = new Toy()) {
            Await.result(toy.client.publish());
            Await.result(toy.client.publish());
            assertThat(toy.rollouts.publications).containsExactly(toy.policy.version());
        }
    }

    @Test
    void clipsTheGradientByItsGlobalNorm() {
        try (Toy toy = new Toy()) {
            Loss steep = batch -> {
                LossResult mild = SFT.compute(batch);
                float[] gradient = mild.logProbGradient();
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] *= 1000;
                }
                return LossResult.of(mild.value() * 1000, gradient);
            };
            Await.result(toy.client.forwardBackward(supervisedBatch(), steep));
            double[] gradient = toy.policy.gradient.clone();
            double norm = toy.policy.gradientNorm();
            OptimStepResult result = Await.result(toy.client.optimStep(0));
            assertThat(result.gradientNorm()).isEqualTo(norm).isGreaterThan(100);

            // A second policy that is given the clipped gradient must move the same way.
            BigramPolicy expected = new BigramPolicy(Toy.VOCABULARY, 5);
            System.arraycopy(gradient, 0, expected.gradient, 0, gradient.length);
            expected.step(AdamW.DEFAULT, 0, 1 / norm);
            expected.step(AdamW.DEFAULT, 0.1, 1);
            toy.policy.step(AdamW.DEFAULT, 0.1, 1);
            assertThat(toy.policy.logits).containsExactly(expected.logits, within(1e-12));
        }
    }

    @Test
    void skipsANonFiniteStepAndGoesOn() {
        try (Toy toy = new Toy()) {
            toy.policy.poisoned = Set.of(0);
            double[] before = toy.policy.logits.clone();

            ForwardBackwardResult bad = Await.result(toy.client.forwardBackward(supervisedBatch(), SFT));
            OptimStepResult skipped = Await.result(toy.client.optimStep(0.1));
            assertThat(bad.nonFinite()).isEqualTo("the loss is NaN");
            assertThat(bad.metrics().toMap()).isEmpty();
            assertThat(skipped.skipped()).isEqualTo("the loss is NaN");
            assertThat(skipped.skippedSteps()).isEqualTo(1);
            assertThat(toy.policy.logits).isEqualTo(before);
            assertThat(toy.policy.gradient).containsOnly(0.0);

            Await.result(toy.client.forwardBackward(supervisedBatch(), SFT));
            OptimStepResult taken = Await.result(toy.client.optimStep(0.1));
            assertThat(taken.skipped()).isNull();
            assertThat(taken.skippedSteps()).isEqualTo(1);
            assertThat(taken.version().number()).isEqualTo(1);
        }
    }

    @Test
    void skipsAStepWhoseGradientNormIsNotFinite() {
        try (Toy toy = new Toy()) {
            Await.result(toy.client.forwardBackward(supervisedBatch(), SFT));
            toy.policy.gradient[3] = Double.POSITIVE_INFINITY;

            assertThat(Await.result(toy.client.optimStep(0.1)).skipped()).isEqualTo("the gradient norm is Infinity");
        }
    }

    @Test
    void stopsWithAdviceAtTheThirdNonFiniteStepInARow() {
        try (Toy toy = new Toy()) {
            Loss broken = batch -> LossResult.of(0, nan(batch.tokens()));
            for (int i = 0; i < 2; i++) {
                toy.client.forwardBackward(supervisedBatch(), broken);
                Await.result(toy.client.optimStep(0.1));
            }
            toy.client.forwardBackward(supervisedBatch(), broken);
            assertThatThrownBy(() -> Await.result(toy.client.optimStep(0.1)))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("3 optimizer steps in a row")
                    .hasMessageContaining("NaN")
                    .hasMessageContaining("lower the learning rate")
                    .hasMessageContaining("float32");
        }
    }

    private static float[] nan(int n) {
        float[] values = new float[n];
        values[n - 1] = Float.NaN;
        return values;
    }

    @Test
    void aLossThatThrowsLeavesNoHalfGradient() {
        try (Toy toy = new Toy(1, Toy.REWARD)) {
            int[] calls = {0};
            Loss flaky = batch -> {
                if (calls[0]++ == 2) {
                    throw new IllegalStateException("flaky");
                }
                return SFT.compute(batch);
            };
            assertThatThrownBy(() -> Await.result(toy.client.forwardBackward(supervisedBatch(), flaky)))
                    .hasMessage("flaky");
            assertThat(toy.policy.gradient).containsOnly(0.0);
        }
    }

    @Test
    void aLossWithTooShortAGradientIsAnError() {
        try (Toy toy = new Toy()) {
            assertThatThrownBy(() -> Await.result(
                            toy.client.forwardBackward(supervisedBatch(), batch -> LossResult.of(0, new float[1]))))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("one log-prob gradient per token");
        }
    }

    @Test
    void continuesFromSavedStateBitForBit(@TempDir Path directory) {
        try (Toy first = new Toy();
                Toy second = new Toy()) {
            first.policy.poisoned = Set.of(0);
            step(first);
            step(first);
            Await.result(first.client.saveState(directory));
            Await.result(second.client.forwardBackward(supervisedBatch(), SFT));
            assertThat(Await.result(second.client.loadState(directory))).isEqualTo(first.policy.version());
            OptimStepResult one = step(first);
            OptimStepResult other = step(second);

            assertThat(second.policy.logits).isEqualTo(first.policy.logits);
            assertThat(other).isEqualTo(one);
            assertThat(other.skippedSteps()).isEqualTo(1);
        }
    }

    private static OptimStepResult step(Toy toy) {
        toy.client.forwardBackward(supervisedBatch(), SFT);
        return Await.result(toy.client.optimStep(0.1));
    }

    @Test
    void refusesCallsOutOfOrder(@TempDir Path directory) {
        Toy toy = new Toy();
        assertThatThrownBy(() -> Await.result(toy.client.optimStep(0.1))).hasMessageContaining("call forwardBackward");
        Await.result(toy.client.forwardBackward(supervisedBatch(), SFT));
        assertThatThrownBy(() -> Await.result(toy.client.saveState(directory))).hasMessageContaining("call optimStep");
        assertThatThrownBy(() -> Await.result(toy.client.loadState(directory.resolve("none"))))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("client.json");
        toy.close();
        assertThatThrownBy(() -> Await.result(toy.client.publish())).hasMessageContaining("closed");
    }

    @Test
    void withoutRolloutsItTrainsButDoesNotSample() {
        BigramPolicy policy = new BigramPolicy(Toy.VOCABULARY, 1);
        try (TrainingClient client = new TrainingClient(policy, null, Toy.OPTIMIZER, 100)) {
            client.forwardBackward(supervisedBatch(), SFT);
            assertThat(Await.result(client.optimStep(0.1)).version().number()).isEqualTo(1);
            assertThatThrownBy(() -> Await.result(client.publish())).hasMessageContaining("no rollouts");
            assertThatThrownBy(() -> Await.result(client.sample(List.of()))).hasMessageContaining("no rollouts");
        }
    }

    @Test
    void scoresAreInTheOrderOfTheBatchWhateverTheMicroBatches() {
        try (Toy small = new Toy(7, Toy.REWARD);
                Toy large = new Toy(100_000, Toy.REWARD)) {
            TrainingBatch batch = sampledBatch(small);
            TokenScores scores = Await.result(small.client.score(batch));

            assertThat(scores.logProbs()).containsExactly(Objects.requireNonNull(batch.sampler()), within(1e-6f));
            assertThat(scores.entropies())
                    .isEqualTo(Await.result(large.client.score(batch)).entropies());
            step(small);
            assertThat(Await.result(small.client.scoreBase(batch)).logProbs())
                    .isEqualTo(Await.result(large.client.score(batch)).logProbs());
        }
    }

    @Test
    void metricsAreOfTheWholeBatch() {
        try (Toy toy = new Toy(7, Toy.REWARD)) {
            TrainingBatch batch = sampledBatch(toy);
            batch = batch.withOld(plus(Objects.requireNonNull(batch.sampler()), -0.1f));
            Map<String, Double> metrics = Await.result(toy.client.forwardBackward(batch, GRPO))
                    .metrics()
                    .toMap();

            assertThat(metrics.get(MetricNames.RATIO_MEAN)).isCloseTo(Math.exp(0.1), offset(1e-5));
            assertThat(metrics.get(MetricNames.LOGP_DIFFERENCE_MAX)).isLessThan(1e-6);
            assertThat(metrics.get(MetricNames.ENTROPY)).isBetween(2.0, Math.log(Toy.VOCABULARY));
            assertThat(metrics.get(MetricNames.TRAIN_TOKENS)).isEqualTo(toy.policy.computedTokens);
        }
    }

    private static float[] plus(float[] values, float by) {
        float[] result = values.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] += by;
        }
        return result;
    }
}
