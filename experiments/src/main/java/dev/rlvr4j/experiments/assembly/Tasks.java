package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.text.PromptTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Shuffled;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskList;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.envs.generators.Mixture;
import dev.rlvr4j.experiments.config.PromptSection;
import dev.rlvr4j.experiments.config.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * An environment's tasks as prompts, less those whose prompt and longest completion do not fit the model's context.
 *
 * @param prompts renders a task
 * @param train training tasks, without end, in an order that depends on the run's seed
 * @param different how many different training tasks there are, the first ones; {@link Long#MAX_VALUE} for a generator
 * @param heldOut held-out tasks
 * @param notes what a user should know of the data, one sentence each
 */
public record Tasks(
        Function<Task, Prompt> prompts, TaskSource train, long different, TaskSource heldOut, List<String> notes) {
    /** Tasks of an endless source that are tried before a run. */
    private static final int TRIED = 256;

    public Tasks {
        notes = List.copyOf(notes);
    }

    /**
     * Opens the tasks of an environment for a recipe's model, prompt, adapter and completions.
     *
     * @throws InputException if no training task fits
     */
    public static Tasks of(Environment environment, Recipe recipe, LoadedModel model) {
        Tasks tasks = heldOut(environment, recipe, model);
        List<String> notes = new ArrayList<>(tasks.notes);
        Fit fit = Fit.of(tasks.prompts, recipe, model);
        long key = CounterRandom.key(recipe.seed(), "tasks");
        TaskSource train = environment.train();
        if (train.size() == Long.MAX_VALUE) {
            fit.requireAll(train);
            train = new Later(train, key & 0xffff_ffffL);
            return new Tasks(tasks.prompts, train, Long.MAX_VALUE, tasks.heldOut, notes);
        }
        TaskList fitting = fit.filter(train, "training", notes);
        train = Shuffled.endless(fitting, key);
        return new Tasks(tasks.prompts, train, fitting.size(), tasks.heldOut, notes);
    }

    /** Opens the held-out tasks only; there are no training tasks. */
    public static Tasks heldOut(Environment environment, Recipe recipe, LoadedModel model) {
        PromptSection prompt = recipe.prompt();
        Function<Task, Prompt> prompts = prompts(environment, prompt, model.requireTokenizer());
        List<String> notes = new ArrayList<>(environment.notes());
        if (hasTools(environment) && !Prompts.declares(prompt, model.requireTokenizer())) {
            notes.add("no chat template tells the model of its tools; say in the prompt how they are called");
        }
        Fit fit = Fit.of(prompts, recipe, model);
        TaskSource heldOut = environment.heldOut();
        if (heldOut.size() > 0) {
            heldOut = fit.filter(heldOut, "held-out", notes);
        }
        return new Tasks(prompts, new TaskList(List.of()), 0, heldOut, notes);
    }

    /** The prompt of a task. */
    public Prompt prompt(Task task) {
        return prompts.apply(task);
    }

    /** Templates differ by the tools that they declare, which may be others for each task of a mixture. */
    private static Function<Task, Prompt> prompts(Environment environment, PromptSection prompt, Tokenizer tokenizer) {
        Function<Task, Episodes> episodes = Episodes.byTask(environment).orElse(task -> Episodes.SINGLE_TURN);
        Map<List<Map<String, Object>>, PromptTemplate> templates = new ConcurrentHashMap<>();
        templates.put(List.of(), Prompts.template(prompt, tokenizer)); // now, so that a mistake in it costs no work
        return task -> templates
                .computeIfAbsent(episodes.apply(task).tools(), tools -> Prompts.template(prompt, tokenizer, tools))
                .render(task.id(), task.question(), task.metadata());
    }

    private static boolean hasTools(Environment environment) {
        return environment instanceof Mixture mixture
                ? mixture.environments().stream().anyMatch(Tasks::hasTools)
                : Episodes.of(environment)
                        .filter(episodes -> !episodes.tools().isEmpty())
                        .isPresent();
    }

    /** The template of a recipe, with the checkpoint's chat template around it where the recipe wants it. */
    public static PromptTemplate template(PromptSection prompt, Tokenizer tokenizer) {
        return Prompts.template(prompt, tokenizer);
    }

    /** Whether prompt and completion fit the context, and the prompt does not show the very question with its answer. */
    private record Fit(Function<Task, Prompt> prompts, Set<String> shown, int context, int virtual, int maxTokens) {
        static Fit of(Function<Task, Prompt> prompts, Recipe recipe, LoadedModel model) {
            return new Fit(
                    prompts,
                    Prompts.shown(recipe.prompt()),
                    model.base().config().contextLength(),
                    recipe.method().virtualTokens(),
                    recipe.rollout().maxTokens());
        }

        boolean fits(int length) {
            return length <= context - virtual - maxTokens;
        }

        /** What a prompt shares the context with. */
        private String beside() {
            return virtual == 0 ? "" : " behind the adapter's " + virtual + " virtual tokens";
        }

        int length(Task task) {
            return prompts.apply(task).tokens().length;
        }

        void requireAll(TaskSource source) {
            for (int i = 0; i < TRIED; i++) {
                int length = length(source.task(i));
                if (!fits(length)) {
                    throw tooLong("the prompt of task '" + source.task(i).id() + "' has " + length + " tokens");
                }
            }
        }

        TaskList filter(TaskSource source, String part, List<String> notes) {
            List<Task> kept = new ArrayList<>();
            int shortest = Integer.MAX_VALUE;
            int examples = 0;
            for (long i = 0; i < source.size(); i++) {
                Task task = source.task(i);
                if (shown.contains(task.question())) {
                    examples++;
                    continue;
                }
                int length = length(task);
                shortest = Math.min(shortest, length);
                if (fits(length)) {
                    kept.add(task);
                }
            }
            if (examples > 0) {
                notes.add(examples + " " + part + " tasks left out: the prompt shows them as examples");
            }
            if (kept.isEmpty() && source.size() > examples) {
                throw tooLong("none of the " + source.size() + " " + part + " prompts fits: the shortest has "
                        + shortest + " tokens");
            }
            long left = source.size() - kept.size() - examples;
            if (left > 0) {
                notes.add(left + " of " + source.size() + " " + part + " tasks left out: prompt and max_tokens ("
                        + maxTokens + ")" + beside() + " exceed the context of " + context + " tokens");
            }
            return new TaskList(kept);
        }

        private InputException tooLong(String what) {
            return new InputException(what + ", and with rollout.max_tokens (" + maxTokens
                    + ")" + beside() + " it exceeds the model's context of " + context
                    + "; lower max_tokens, shorten prompt.template, or take a model with a longer context");
        }
    }

    /** An endless source from a later index on. */
    private record Later(TaskSource source, long offset) implements TaskSource {
        @Override
        public long size() {
            return source.size();
        }

        @Override
        public Task task(long index) {
            return source.task(index + offset);
        }
    }
}
