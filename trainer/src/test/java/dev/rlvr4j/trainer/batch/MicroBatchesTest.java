package dev.rlvr4j.trainer.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MicroBatchesTest {
    /** Token ids are unique, so that a token that went astray is found. */
    private static TrainingBatch batch(long seed, boolean someZero) {
        int[] next = {0};
        List<SequenceGroup> groups = new ArrayList<>();
        for (int g = 0; g < 1 + CounterRandom.below(seed, 0, 8); g++) {
            long key = CounterRandom.key(seed, g);
            List<int[]> rows = IntStream.range(0, 1 + CounterRandom.below(key, 1, 6))
                    .mapToObj(i -> tokens(next, 1 + CounterRandom.below(key, 10 + i, 20)))
                    .toList();
            groups.add(new SequenceGroup(tokens(next, 1 + CounterRandom.below(key, 2, 10)), rows));
        }
        TrainingBatch batch = TrainingBatch.supervised(groups, new TokenMean());
        for (int s = 0; someZero && s < batch.sequences(); s++) {
            if (CounterRandom.uniform(seed, 1000 + s) < 0.4) {
                Arrays.fill(batch.advantages(), batch.offsets()[s], batch.offsets()[s + 1], 0);
            }
        }
        return batch;
    }

    private static int[] tokens(int[] next, int length) {
        return IntStream.range(0, length).map(i -> next[0]++).toArray();
    }

    private static List<int[]> rows(List<SequenceGroup> groups) {
        return groups.stream().flatMap(g -> g.completions().stream()).toList();
    }

    @Test
    void everySequenceIsComputedOnceAndItsTokensComeBackToTheirPlace() {
        for (int seed = 0; seed < 100; seed++) {
            TrainingBatch batch = batch(seed, false);
            List<int[]> all = rows(batch.groups());
            float[] ids = new float[batch.tokens()];
            for (int s = 0; s < all.size(); s++) {
                for (int t = 0; t < all.get(s).length; t++) {
                    ids[batch.offsets()[s] + t] = all.get(s)[t];
                }
            }
            for (int budget : new int[] {1, 17, 60, 100_000}) {
                float[] back = new float[batch.tokens()];
                List<Integer> seen = new ArrayList<>();
                for (MicroBatch micro : MicroBatches.plan(batch, false, budget)) {
                    List<int[]> rows = rows(micro.groups());
                    float[] part = micro.gather(batch, ids);
                    for (int k = 0; k < rows.size(); k++) {
                        seen.add(micro.sequences()[k]);
                        assertThat(rows.get(k)).isEqualTo(all.get(micro.sequences()[k]));
                        assertThat(part[micro.offsets()[k]]).isEqualTo(rows.get(k)[0]);
                    }
                    micro.scatter(batch, part, back);
                }
                assertThat(seen).doesNotHaveDuplicates().hasSize(batch.sequences());
                assertThat(back).isEqualTo(ids);
            }
        }
    }

    @Test
    void tokensThatAreNotAskedForHaveNoPlaceInTheFlatArrays() {
        for (int seed = 0; seed < 50; seed++) {
            TrainingBatch whole = batch(seed, false);
            List<SequenceGroup> groups = new ArrayList<>();
            List<Float> asked = new ArrayList<>();
            for (SequenceGroup group : whole.groups()) {
                List<boolean[]> masks = new ArrayList<>();
                for (int[] row : group.completions()) {
                    boolean[] mask = new boolean[row.length];
                    for (int t = 0; t < row.length; t++) {
                        mask[t] = t == 0 || CounterRandom.uniform(seed, row[t]) < 0.5;
                        if (mask[t]) {
                            asked.add((float) row[t]);
                        }
                    }
                    masks.add(mask);
                }
                groups.add(new SequenceGroup(group.prompt(), group.completions(), masks));
            }
            TrainingBatch batch = TrainingBatch.supervised(groups, new TokenMean());
            assertThat(batch.tokens()).isEqualTo(asked.size());
            assertThat(batch.weights()).containsOnly(1f / asked.size());
            float[] ids = new float[asked.size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = asked.get(i);
            }
            float[] back = new float[ids.length];
            for (MicroBatch micro : MicroBatches.plan(batch, false, 60)) {
                float[] part = micro.gather(batch, ids);
                assertThat(part).containsExactly(askedTokens(micro.groups()));
                assertThat(part).hasSize(micro.tokens());
                micro.scatter(batch, part, back);
            }
            assertThat(back).isEqualTo(ids);
        }
    }

    private static float[] askedTokens(List<SequenceGroup> groups) {
        List<Integer> tokens = new ArrayList<>();
        for (SequenceGroup group : groups) {
            for (int c = 0; c < group.completions().size(); c++) {
                for (int t = 0; t < group.completions().get(c).length; t++) {
                    if (group.asks(c, t)) {
                        tokens.add(group.completions().get(c)[t]);
                    }
                }
            }
        }
        float[] result = new float[tokens.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = tokens.get(i);
        }
        return result;
    }

    @Test
    void noMicroBatchExceedsTheBudgetUnlessItIsOneSequence() {
        for (int seed = 0; seed < 100; seed++) {
            for (int budget : new int[] {1, 40, 90}) {
                for (MicroBatch micro : MicroBatches.plan(batch(seed, false), false, budget)) {
                    int prompts = micro.groups().stream()
                            .mapToInt(g -> g.prompt().length)
                            .max()
                            .orElseThrow();
                    int longest = rows(micro.groups()).stream()
                            .mapToInt(r -> r.length)
                            .max()
                            .orElseThrow();
                    int padded = micro.groups().size() * prompts + micro.sequences().length * longest;
                    assertThat(padded <= budget || micro.sequences().length == 1)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aGroupAboveTheBudgetIsCutAndSharesItsPrompt() {
        SequenceGroup group = new SequenceGroup(
                new int[] {1, 2}, List.of(new int[] {3, 3}, new int[] {4}, new int[] {5, 5}, new int[] {6}));
        TrainingBatch batch = TrainingBatch.supervised(List.of(group), new TokenMean());

        List<MicroBatch> plan = MicroBatches.plan(batch, false, 6);

        assertThat(plan)
                .hasSize(2)
                .allSatisfy(m -> assertThat(m.groups())
                        .singleElement()
                        .satisfies(g -> assertThat(g.prompt()).containsExactly(1, 2)));
        assertThat(plan.get(0).sequences()).containsExactly(0, 2);
        assertThat(plan.get(1).sequences()).containsExactly(1, 3);
    }

    @Test
    void leavesOutSequencesOfZeroAdvantageWhereAskedTo() {
        for (int seed = 0; seed < 50; seed++) {
            TrainingBatch batch = batch(seed, true);
            List<Integer> expected = IntStream.range(0, batch.sequences())
                    .filter(s -> !batch.zeroAdvantage(s))
                    .boxed()
                    .toList();
            List<Integer> planned = MicroBatches.plan(batch, true, 50).stream()
                    .flatMap(m -> Arrays.stream(m.sequences()).boxed())
                    .sorted()
                    .toList();
            assertThat(planned).isEqualTo(expected);
        }
    }
}
