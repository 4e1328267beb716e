package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Items and verdicts for the tests of generators. */
public final class Procedural {
    private static final ProceduralVerifier VERIFIER = new ProceduralVerifier();
    private static final Generators GENERATORS = Generators.standard();

    private Procedural() {}

    /** So many items of a level. */
    public static List<Task> tasks(String generator, int level, int count) {
        return tasks(generator, level, count, Map.of());
    }

    public static List<Task> tasks(String generator, int level, int count, Map<String, ?> changes) {
        return tasks(GENERATORS.get(generator), level, count, changes);
    }

    private static <S extends Record> List<Task> tasks(
            Generator<S> generator, int level, int count, Map<String, ?> changes) {
        S settings = Settings.changed(generator.name(), Settings.level(generator, level), changes);
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Item item = generator.generate(settings, new Draws(CounterRandom.key(level, i)));
            tasks.add(task(generator.name(), item.question(), item.answer(), item.facts()));
            tasks.get(i);
        }
        return tasks;
    }

    /** A task as the environment would make it, with facts {@code "numbers", "1 2 3", ...}. */
    public static Task task(String generator, String question, String answer, String... facts) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < facts.length; i += 2) {
            map.put(facts[i], facts[i + 1]);
        }
        return task(generator, question, answer, map);
    }

    private static Task task(String generator, String question, String answer, Map<String, String> facts) {
        Map<String, String> metadata = new HashMap<>(facts);
        metadata.put("generator", generator);
        return new Task(generator + "/test", question, answer, metadata);
    }

    /** The verdict on a whole response. */
    public static Judgement judge(Task task, String response) {
        return judge(task, response, false);
    }

    public static Judgement judge(Task task, String response, boolean truncated) {
        return VERIFIER.judge(
                new Attempt(task.id(), task.question(), task.reference(), response, truncated, task.metadata()),
                Deadline.NONE);
    }

    /** Whether an answer earns the reward. */
    public static boolean accepts(Task task, String answer) {
        return judge(task, "<answer>" + answer + "</answer>").verdict() == Verdict.CORRECT;
    }
}
