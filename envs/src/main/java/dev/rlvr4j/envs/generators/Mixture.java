package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.envs.EndlessTasks;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Shuffled;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskList;
import dev.rlvr4j.envs.TaskSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Several environments as one, by weight. Training tasks come in blocks of {@value #BLOCK}: in each block every part has its
 * exact share, in a random order, and a part's tasks are taken in their own order without a gap. All of it is a function of
 * (seed, index), so that the place is one number.
 *
 * <p>Held-out tasks are those of all parts, one part after another. No training task of any part asks a question that any part
 * holds out. Task ids start with the part's name, and metadata {@code environment} holds it.
 */
public final class Mixture implements Environment {
    static final int BLOCK = 1_000;

    /** How far apart the stand-ins of a training task are whose question is held out by another part. */
    private static final long ELSEWHERE = 1L << 40;

    private static final int MAX_STAND_INS = 1_000;

    /**
     * An environment and its weight.
     *
     * @param weight above 0; weights need not add up to 1
     */
    public record Part(Environment environment, double weight) {
        public Part {
            if (!(weight > 0 && Double.isFinite(weight))) {
                throw new InputException("the weight of " + environment.name() + " must be above 0, but is " + weight);
            }
        }
    }

    private final List<Part> parts;
    private final long seed;
    private final List<String> names = new ArrayList<>();
    private final List<TaskSource> sources = new ArrayList<>();
    /** The part of each slot of a block is the last whose first slot is not above it. */
    private final int[] firstSlots;

    private final long key;
    private final TaskSource heldOut;
    private final Set<String> heldOutQuestions = new HashSet<>();
    private final TaskSource train = new Train();

    /** @throws InputException if there is no part, or one is too light for a block of 1,000 */
    public Mixture(List<Part> parts, long seed) {
        if (parts.isEmpty()) {
            throw new InputException("a mixture needs at least one environment, but has none");
        }
        this.parts = List.copyOf(parts);
        this.seed = seed;
        this.key = CounterRandom.key(seed, "mixture");
        this.firstSlots = firstSlots(parts);
        List<Task> tasks = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
            Environment environment = parts.get(p).environment();
            String name = environment.name();
            long before = parts.subList(0, p).stream()
                    .filter(other -> other.environment().name().equals(name))
                    .count();
            names.add(before == 0 ? name : name + "-" + (before + 1));
            sources.add(Shuffled.endless(environment.train(), CounterRandom.key(key, p)));
            for (long i = 0; i < environment.heldOut().size(); i++) {
                tasks.add(named(names.get(p), environment.heldOut().task(i)));
            }
        }
        tasks.forEach(task -> heldOutQuestions.add(task.question()));
        this.heldOut = new TaskList(tasks);
    }

    @Override
    public String name() {
        return "mixture";
    }

    @Override
    public TaskSource train() {
        return train;
    }

    @Override
    public TaskSource heldOut() {
        return heldOut;
    }

    @Override
    public Mixture without(Function<Task, Optional<String>> unusable) {
        return new Mixture(
                parts.stream()
                        .map(part -> new Part(part.environment().without(unusable), part.weight()))
                        .toList(),
                seed);
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
            String name = names.get(p);
            parts.get(p).environment().notes().forEach(note -> notes.add(name + ": " + note));
        }
        return notes;
    }

    /** The first slot of each part, and the end: whole shares of a block by the largest remainders (Hamilton). */
    private static int[] firstSlots(List<Part> parts) {
        double sum = parts.stream().mapToDouble(Part::weight).sum();
        int[] slots = new int[parts.size()];
        for (int p = 0; p < slots.length; p++) {
            slots[p] = (int) Math.floor(parts.get(p).weight() / sum * BLOCK);
        }
        int left = BLOCK - IntStream.of(slots).sum();
        IntStream.range(0, slots.length)
                .boxed()
                .sorted((a, b) -> Double.compare(
                        parts.get(b).weight() / sum * BLOCK - slots[b],
                        parts.get(a).weight() / sum * BLOCK - slots[a]))
                .limit(left)
                .toList()
                .forEach(p -> slots[p]++);
        int[] first = new int[slots.length + 1];
        for (int p = 0; p < slots.length; p++) {
            if (slots[p] == 0) {
                throw new InputException("the weight of "
                        + parts.get(p).environment().name() + " is "
                        + parts.get(p).weight() + " of " + sum
                        + ", too little for one task in " + BLOCK + "; raise it or leave the part out");
            }
            first[p + 1] = first[p] + slots[p];
        }
        return first;
    }

    private static Task named(String name, Task task) {
        Map<String, String> metadata = new HashMap<>(task.metadata());
        metadata.put("environment", name);
        return new Task(name + ":" + task.id(), task.question(), task.reference(), metadata);
    }

    private final class Train implements EndlessTasks {
        @Override
        public Task make(long index) {
            long block = index / BLOCK;
            int slot = slot(block, (int) (index % BLOCK));
            int part = 0;
            while (firstSlots[part + 1] <= slot) {
                part++;
            }
            int share = firstSlots[part + 1] - firstSlots[part];
            long inner = block * share + slot - firstSlots[part];
            for (long standIn = 0; standIn < MAX_STAND_INS; standIn++) {
                Task task = sources.get(part).task(inner + standIn * ELSEWHERE);
                if (!heldOutQuestions.contains(task.question())) {
                    return named(names.get(part), task);
                }
            }
            throw new InputException("mixture: the training questions of " + names.get(part)
                    + " are held out by another part; use other data or settings");
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
}
