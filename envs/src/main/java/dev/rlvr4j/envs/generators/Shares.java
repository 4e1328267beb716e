package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.loop.CounterRandom;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whose turn it is: indices come in blocks of {@value #BLOCK}, in each of which every part has its whole share (by the largest
 * remainders, Hamilton) in an order of the block's own. A place is a function of (weights, key, index).
 */
final class Shares {
    static final int BLOCK = 1_000;

    private final long key;

    /** The part of each slot of a block is the last whose first slot is not above it. */
    private final int[] firstSlots;

    /** @param weights above 0 */
    Shares(List<Double> weights, long key) {
        this.key = key;
        this.firstSlots = firstSlots(weights);
    }

    /**
     * A place in a part.
     *
     * @param part which part
     * @param index which of its own tasks; each is met once
     */
    record Place(int part, long index) {}

    /** Tasks of a part in each block. */
    int of(int part) {
        return firstSlots[part + 1] - firstSlots[part];
    }

    Place place(long index) {
        long block = index / BLOCK;
        int slot = slot(block, (int) (index % BLOCK));
        int part = 0;
        while (firstSlots[part + 1] <= slot) {
            part++;
        }
        return new Place(part, block * of(part) + slot - firstSlots[part]);
    }

    private static int[] firstSlots(List<Double> weights) {
        double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
        int[] slots = new int[weights.size()];
        for (int p = 0; p < slots.length; p++) {
            slots[p] = (int) Math.floor(weights.get(p) / sum * BLOCK);
        }
        int left = BLOCK - IntStream.of(slots).sum();
        IntStream.range(0, slots.length)
                .boxed()
                .sorted((a, b) -> Double.compare(
                        weights.get(b) / sum * BLOCK - slots[b], weights.get(a) / sum * BLOCK - slots[a]))
                .limit(left)
                .toList()
                .forEach(p -> slots[p]++);
        int[] first = new int[slots.length + 1];
        for (int p = 0; p < slots.length; p++) {
            first[p + 1] = first[p] + slots[p];
        }
        return first;
    }

    /** Where the block's order puts a position (Fisher, Yates 1938). */
    private int slot(long block, int position) {
        long order = CounterRandom.key(key, block);
        int[] slots = IntStream.range(0, BLOCK).toArray();
        for (int i = 0; i <= position; i++) {
            int other = i + CounterRandom.below(order, i, BLOCK - i);
            int swapped = slots[i];
            slots[i] = slots[other];
            slots[other] = swapped;
        }
        return slots[position];
    }
}
