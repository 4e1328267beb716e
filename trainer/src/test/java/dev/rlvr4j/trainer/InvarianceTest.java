package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.advantage.Advantages;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.Aggregation;
import dev.rlvr4j.trainer.aggregation.Aggregations;
import dev.rlvr4j.trainer.aggregation.LocalTokenMean;
import dev.rlvr4j.trainer.aggregation.SequenceMean;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.correction.Correction;
import dev.rlvr4j.trainer.correction.Corrections;
import dev.rlvr4j.trainer.correction.GeometricMask;
import dev.rlvr4j.trainer.loss.KlPenalty;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.PpoClip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The gradient of an optimizer batch is the same however its rows are ordered and cut into micro-batches. */
class InvarianceTest {
    private static final double TOLERANCE = 1e-5;
    private static final int[] BUDGETS = {100_000, 60, 13, 1};
    private static final Loss CLIP = new PpoClip(0.2, 0.28);

    private static List<Group> groups() {
        try (Toy toy = new Toy()) {
            return Await.result(toy.sampler.groups(
                            LongStream.range(0, 9).mapToObj(Toy.TASKS::task).toList(),
                            5,
                            SamplingParams.plain(6),
                            3,
                            null))
                    .groups();
        }
    }

    /** The same groups in another order, each with its completions in another order. */
    private static List<Group> shuffled(List<Group> groups, long seed) {
        List<Group> other = new ArrayList<>();
        for (int g : ExampleOrder.permutation(groups.size(), CounterRandom.key(seed, 0))) {
            Group group = groups.get(g);
            int[] order = ExampleOrder.permutation(group.scores().size(), CounterRandom.key(seed, g + 1));
            List<Completion> completions =
                    IntStream.of(order).mapToObj(group.completions()::get).toList();
            List<Score> scores =
                    IntStream.of(order).mapToObj(group.scores()::get).toList();
            other.add(new Group(group.prompt(), completions, scores));
        }
        return other;
    }

    private static double[] gradient(
            List<Group> groups, Advantage advantage, Aggregation aggregation, Loss loss, int budget) {
        TrainingBatch batch = TrainingBatch.sampled(groups, aggregation.withLimit(6), 1)
                .withAdvantages(advantage.ofTokens(groups, null));
        float[] old = Objects.requireNonNull(batch.sampler()).clone();
        for (int i = 0; i < old.length; i++) {
            old[i] *= 1.05f; // so that ratios and corrections have something to do
        }
        try (Toy toy = new Toy(budget, Toy.REWARD)) {
            Await.result(toy.client.forwardBackward(batch.withOld(old), loss));
            return toy.policy.gradient.clone();
        }
    }

    private static void checkInvariance(String name, Advantage advantage, Aggregation aggregation, Loss loss) {
        List<Group> groups = groups();
        double[] whole = gradient(groups, advantage, aggregation, loss, BUDGETS[0]);
        assertThat(norm(whole)).as(name).isGreaterThan(1e-4);
        for (int budget : BUDGETS) {
            for (List<Group> order : List.of(groups, shuffled(groups, budget))) {
                double[] other = gradient(order, advantage, aggregation, loss, budget);
                assertThat(distance(other, whole) / norm(whole))
                        .as("%s, micro-batches of %s tokens", name, budget)
                        .isLessThan(TOLERANCE);
            }
        }
    }

    private static double norm(double[] values) {
        return distance(values, new double[values.length]);
    }

    private static double distance(double[] a, double[] b) {
        return Math.sqrt(IntStream.range(0, a.length)
                .mapToDouble(i -> (a[i] - b[i]) * (a[i] - b[i]))
                .sum());
    }

    @Test
    void ofEveryAdvantage() {
        for (Map.Entry<String, Advantage> named : Advantages.all().entrySet()) {
            checkInvariance(named.getKey(), named.getValue(), new TokenMean(), CLIP);
        }
    }

    @Test
    void ofEveryAggregationButTheLocalOne() {
        Loss loss = new Objective(CLIP, List.of(), List.of(new KlPenalty(0.1)));
        for (Map.Entry<String, Aggregation> named : Aggregations.all().entrySet()) {
            if (!named.getValue().perMicroBatch()) {
                checkInvariance(named.getKey(), ZScore.DEFAULT, named.getValue(), CLIP);
                checkInvariance(named.getKey() + " with KL", ZScore.DEFAULT, named.getValue(), loss);
            }
        }
    }

    @Test
    void ofEveryCorrection() {
        for (Map.Entry<String, Correction> named : Corrections.all().entrySet()) {
            Correction correction = named.getValue() instanceof GeometricMask
                    ? new GeometricMask(0.88, 1.2) // its own bounds are so narrow that they drop all of this batch
                    : named.getValue();
            checkInvariance(
                    named.getKey(),
                    ZScore.DEFAULT,
                    new SequenceMean(),
                    new Objective(CLIP, List.of(correction), List.of()));
        }
    }

    @Test
    void theLocalMeanIsTheGlobalOneInOneMicroBatchAndTheSequenceMeanInMicroBatchesOfOne() {
        List<Group> groups = groups();
        double[] together = gradient(groups, ZScore.DEFAULT, new LocalTokenMean(), CLIP, 100_000);
        double[] global = gradient(groups, ZScore.DEFAULT, new TokenMean(), CLIP, 100_000);
        assertThat(distance(together, global) / norm(global)).isLessThan(TOLERANCE);
        double[] alone = gradient(groups, ZScore.DEFAULT, new LocalTokenMean(), CLIP, 1);
        double[] sequences = gradient(groups, ZScore.DEFAULT, new SequenceMean(), CLIP, 1);
        assertThat(distance(alone, sequences) / norm(sequences)).isLessThan(TOLERANCE);
        assertThat(distance(alone, together) / norm(together)).isGreaterThan(0.01);
    }
}
