package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.envs.EndlessTasks;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskList;
import dev.rlvr4j.envs.TaskSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The endless tasks of one generator at one level. Task {@code i} is made of a key mixed from seed, generator and {@code i},
 * never of {@code seed + i}, so that neighbouring seeds share nothing. Which questions are held out is {@link HeldOutPart}'s
 * rule; held-out tasks are all different.
 *
 * <p>A task's metadata are {@code generator}, {@code level}, {@code size} (how hard it is) and the item's facts.
 */
public final class ProceduralEnvironment implements Environment {
    /** Held-out questions in a row that were seen before, after which there are taken to be no more. */
    private static final int FRUITLESS = 200;

    private static final int MAX_DRAWS = 10_000;

    private final Source<?> source;
    private final TaskSource heldOut;

    private ProceduralEnvironment(Source<?> source) {
        this.source = source;
        this.heldOut = new TaskList(source.heldOut());
    }

    /**
     * A generator at a level.
     *
     * @param changes settings that differ from the level's, by name in snake_case
     * @throws InputException if there is no such level or setting, or too few different questions
     */
    public static ProceduralEnvironment of(
            Generator<?> generator, int level, Map<String, ?> changes, HeldOutPart part) {
        return open(generator, level, changes, part);
    }

    private static <S extends Record> ProceduralEnvironment open(
            Generator<S> generator, int level, Map<String, ?> changes, HeldOutPart part) {
        S settings = Settings.changed(generator.name(), Settings.level(generator, level), changes);
        return new ProceduralEnvironment(new Source<>(generator, level, settings, part));
    }

    /**
     * Checks a level and changes to its settings as {@link #of} does, without making any task.
     *
     * @throws InputException if there is no such level or setting
     */
    public static void check(Generator<?> generator, int level, Map<String, ?> changes) {
        checkSettings(generator, level, changes);
    }

    private static <S extends Record> void checkSettings(Generator<S> generator, int level, Map<String, ?> changes) {
        Settings.changed(generator.name(), Settings.level(generator, level), changes);
    }

    /** The generator's name. */
    @Override
    public String name() {
        return source.generator.name();
    }

    @Override
    public TaskSource train() {
        return source;
    }

    @Override
    public TaskSource heldOut() {
        return heldOut;
    }

    private record Source<S extends Record>(Generator<S> generator, int level, S settings, HeldOutPart part)
            implements EndlessTasks {
        @Override
        public Task make(long index) {
            long key = CounterRandom.key(key("train"), index);
            for (int attempt = 0; attempt < MAX_DRAWS; attempt++) {
                Item item = generator.generate(settings, new Draws(CounterRandom.key(key, attempt)));
                if (!part.contains(generator.name(), item.question())) {
                    return task("train", index, item);
                }
            }
            throw new InputException(generator.name() + ": no question to train on in " + MAX_DRAWS
                    + " draws at a held_out_share of " + part.share() + "; widen the settings or lower held_out_share");
        }

        List<Task> heldOut() {
            long key = key("held-out");
            int wanted = part.size().orElse(HeldOutPart.USUAL);
            List<Task> tasks = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            int fruitless = 0;
            for (long draw = 0; tasks.size() < wanted && fruitless < FRUITLESS / part.share(); draw++) {
                Item item = generator.generate(settings, new Draws(CounterRandom.key(key, draw)));
                fruitless++;
                if (part.contains(generator.name(), item.question()) && seen.add(item.question())) {
                    tasks.add(task("held-out", tasks.size(), item));
                    fruitless = 0;
                }
            }
            if (tasks.size() < (part.size().isPresent() ? wanted : 1)) {
                throw new InputException(generator.name() + ": these settings give too few different questions; at a"
                        + " held_out_share of " + part.share() + " only " + tasks.size() + " were found of the "
                        + wanted + " to hold out; widen the settings, lower held_out_size, or raise held_out_share");
            }
            return tasks;
        }

        private long key(String name) {
            return CounterRandom.key(CounterRandom.key(part.seed(), generator.name()), name);
        }

        private Task task(String partName, long index, Item item) {
            Map<String, String> metadata = new HashMap<>(item.facts());
            metadata.put("generator", generator.name());
            metadata.put("level", Integer.toString(level));
            metadata.put("size", Double.toString(item.size()));
            return new Task(
                    generator.name() + "/" + level + "/" + partName + "/" + index,
                    item.question(),
                    item.answer(),
                    metadata);
        }
    }
}
