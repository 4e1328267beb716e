package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.trainer.advantage.TokenWhitening;
import dev.rlvr4j.trainer.aggregation.Aggregation;
import dev.rlvr4j.trainer.aggregation.PromptMean;
import dev.rlvr4j.trainer.aggregation.SequenceMean;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.correction.TisToken;
import dev.rlvr4j.trainer.correction.TopEntropy;
import dev.rlvr4j.trainer.loss.KlPenalty;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.PpoClip;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A transformer's gradient is the same however ragged rows are ordered, cut and padded: within 1e-5 relative in float32. */
class TransformerInvarianceTest {
    private static final double TOLERANCE = 1e-5;
    private static final Loss LOSS = new Objective(
            new PpoClip(0.2, 0.28), List.of(new TisToken(1.02), new TopEntropy(0.5)), List.of(new KlPenalty(0.05)));

    private static BaseModel base;

    @BeforeAll
    static void load() {
        Torch.prepareThread(1);
        base = BaseModel.load(
                Path.of("../rl-core/src/test/resources/golden/models/qwen3"), Device.cpu(), Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        base.close();
    }

    /** Prompts of 1 to 6 tokens, completions of 1 to 20. */
    private static List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        for (int g = 0; g < 5; g++) {
            long key = CounterRandom.key(11, g);
            List<Completion> completions = new ArrayList<>();
            List<Score> scores = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int[] tokens = tokens(CounterRandom.key(key, i), 1 + CounterRandom.below(key, 10 + i, 20));
                completions.add(new Completion(
                        tokens,
                        new float[tokens.length],
                        FinishReason.STOP,
                        List.of(new VersionSpan(0, tokens.length, AdapterVersion.BASE)),
                        ""));
                scores.add(Score.of(CounterRandom.uniform(key, 20 + i), ""));
            }
            groups.add(new Group(new Prompt("t" + g, "", tokens(key, 1 + g)), completions, scores));
        }
        return groups;
    }

    private static int[] tokens(long key, int length) {
        return IntStream.range(0, length)
                .map(t -> 3 + CounterRandom.below(key, 100 + t, 120))
                .toArray();
    }

    private static List<Group> reversed(List<Group> groups) {
        List<Group> reversed = new ArrayList<>();
        for (Group group : groups) {
            List<Completion> completions = new ArrayList<>();
            List<Score> scores = new ArrayList<>();
            for (int i = group.scores().size() - 1; i >= 0; i--) {
                completions.add(group.completions().get(i));
                scores.add(group.scores().get(i));
            }
            reversed.add(0, new Group(group.prompt(), completions, scores));
        }
        return reversed;
    }

    private static double[] gradient(List<Group> groups, Aggregation aggregation, int budget) {
        try (TransformerPolicy policy = new TransformerPolicy(base, Lora.allLinear(4, 8), "lora", 7, false)) {
            TrainingBatch batch = TrainingBatch.sampled(groups, aggregation, 1)
                    .withAdvantages(TokenWhitening.RETURNS.ofTokens(groups, null));
            try (TrainingClient client =
                    new TrainingClient(policy, null, Toy.OPTIMIZER, budget, () -> Torch.prepareThread(1))) {
                float[] old = Await.result(client.score(batch)).logProbs();
                float[] sampler = Objects.requireNonNull(batch.sampler());
                for (int i = 0; i < old.length; i++) {
                    sampler[i] = old[i] * 1.002f; // the sampler is not quite the trainer
                }
                Await.result(client.forwardBackward(batch.withOld(old), LOSS));
            }
            return flat(policy.gradients());
        }
    }

    private static double[] flat(Map<String, float[]> gradients) {
        return gradients.keySet().stream()
                .sorted()
                .map(gradients::get)
                .flatMapToDouble(g -> IntStream.range(0, g.length).mapToDouble(i -> g[i]))
                .toArray();
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i]))
                .sum());
    }

    @Test
    void neitherCutNorOrderNorPaddingChangeTheGradient() {
        for (Aggregation aggregation : List.of(new TokenMean(), new SequenceMean(), new PromptMean())) {
            double[] whole = gradient(groups(), aggregation, 2_000);
            double norm = distance(whole, new double[whole.length]);
            assertThat(norm).isGreaterThan(1e-3);
            for (int budget : new int[] {2_000, 90, 1}) {
                double[] other = gradient(reversed(groups()), aggregation, budget);
                assertThat(distance(other, whole) / norm)
                        .as("%s, micro-batches of %s tokens", aggregation, budget)
                        .isLessThan(TOLERANCE);
            }
        }
    }
}
