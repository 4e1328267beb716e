package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.text.PromptTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.envs.generators.WorkedSolutions;
import dev.rlvr4j.envs.generators.Workings;
import dev.rlvr4j.experiments.config.PretrainRecipe;
import dev.rlvr4j.trainer.Examples;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Solutions of training tasks, careful and careless ones mixed, each ended by the tokenizer's end token. Careful ones work step
 * by step where steps are known. Careless ones answer at once; a mistake in a generator's task is the answer to another of its
 * tasks: right in form, and wrong unless both have the same answer.
 */
final class WorkedExamples implements Examples {
    /** Tasks that are looked at for another answer of the same generator; mixtures take turns within 1,000. */
    private static final int LOOKED_AT = 2_000;

    private final TaskSource tasks;
    private final PromptTemplate template;
    private final Tokenizer tokenizer;
    private final PretrainRecipe.Corpus corpus;
    private final long seed;
    private final int endToken;

    WorkedExamples(
            TaskSource tasks, PromptTemplate template, Tokenizer tokenizer, PretrainRecipe.Corpus corpus, long seed) {
        this.tasks = tasks;
        this.template = template;
        this.tokenizer = tokenizer;
        this.corpus = corpus;
        this.seed = CounterRandom.key(seed, "corpus");
        this.endToken = tokenizer.eosTokens().stream()
                .min(Integer::compare)
                .orElseThrow(() -> new InputException("the tokenizer has no end token, so solutions could not end"));
    }

    @Override
    public long size() {
        return tasks.size();
    }

    @Override
    public SequenceGroup example(long index) {
        Task task = tasks.task(index);
        Prompt prompt = template.render(task.id(), task.question(), task.metadata());
        int[] text = tokenizer.encode(solution(task, index));
        int[] completion = Arrays.copyOf(text, text.length + 1);
        completion[text.length] = endToken;
        return new SequenceGroup(prompt.tokens(), List.of(completion));
    }

    String solution(Task task, long index) {
        boolean careful = CounterRandom.uniform(seed, index) < corpus.carefulShare();
        if (task.metadata().containsKey("generator")) {
            long key = CounterRandom.key(CounterRandom.key(seed, "mistake"), index);
            boolean mistaken = !careful && CounterRandom.uniform(key, 0) < corpus.carelessErrorRate();
            String working =
                    careful ? Workings.of(task).map(steps -> steps + "\n").orElse("") : "";
            return working + "#### " + (mistaken ? anotherAnswer(task, index) : task.reference());
        }
        return careful
                ? WorkedSolutions.careful(task)
                : WorkedSolutions.careless(task, CounterRandom.key(seed, index), corpus.carelessErrorRate());
    }

    /** The answer of the next task of the same generator and level. */
    private String anotherAnswer(Task task, long index) {
        for (int i = 1; i <= LOOKED_AT; i++) {
            Task other = tasks.task(index + i);
            if (sameKind(task, other)) {
                return other.reference();
            }
        }
        throw new RlvrException("no other task like '" + task.id() + "' in " + LOOKED_AT);
    }

    private static boolean sameKind(Task task, Task other) {
        return Stream.of("generator", "level", "environment")
                .allMatch(key -> Objects.equals(
                        task.metadata().get(key), other.metadata().get(key)));
    }
}
