package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.text.PromptTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.envs.generators.WorkedSolutions;
import dev.rlvr4j.experiments.config.PretrainRecipe;
import dev.rlvr4j.trainer.Examples;
import java.util.Arrays;
import java.util.List;

/** Worked solutions of training tasks, careful and careless ones mixed, each ended by the tokenizer's end token. */
final class WorkedExamples implements Examples {
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
        return careful
                ? WorkedSolutions.careful(task)
                : WorkedSolutions.careless(task, CounterRandom.key(seed, index), corpus.carelessErrorRate());
    }
}
