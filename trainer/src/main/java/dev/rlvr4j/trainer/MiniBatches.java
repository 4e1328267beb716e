package dev.rlvr4j.trainer;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Cuts a batch of rollouts into optimizer batches of whole groups, as even as can be, shuffled by a key. */
final class MiniBatches {
    private MiniBatches() {}

    /** The parts; the batch itself where one is asked for. */
    static List<TrainingBatch> of(TrainingBatch batch, int count, long key) {
        if (count == 1) {
            return List.of(batch);
        }
        int groups = batch.groups().size();
        int[] first = new int[groups + 1];
        for (int g = 0; g < groups; g++) {
            first[g + 1] = first[g] + batch.groups().get(g).completions().size();
        }
        int[] order = ExampleOrder.permutation(groups, key);
        int parts = Math.min(count, groups);
        List<TrainingBatch> cut = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int[] chosen = Arrays.copyOfRange(
                    order, (int) ((long) part * groups / parts), (int) ((part + 1L) * groups / parts));
            cut.add(batch.pick(Arrays.stream(chosen)
                    .sorted()
                    .flatMap(g -> IntStream.range(first[g], first[g + 1]))
                    .toArray()));
        }
        return cut;
    }

    /** The key of a pass over the batch of a step. */
    static long key(long seed, int step, int epoch) {
        return CounterRandom.key(CounterRandom.key(CounterRandom.key(seed, "mini-batches"), step), epoch);
    }
}
