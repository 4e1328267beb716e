package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.text.ChatMessage;
import dev.rlvr4j.core.text.ChatTemplate;
import dev.rlvr4j.core.text.PromptTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.TurnTokens;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Shuffled;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskList;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.envs.datasets.JsonlEnvironment;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.experiments.config.PromptSection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An environment's tasks as prompts, less those whose prompt and longest completion do not fit the model's context.
 *
 * @param template renders a task
 * @param train training tasks, without end, in an order that depends on the run's seed
 * @param heldOut held-out tasks
 * @param notes what a user should know of the data, one sentence each
 */
public record Tasks(PromptTemplate template, TaskSource train, TaskSource heldOut, List<String> notes) {
    /** Tasks of an endless source that are tried before a run. */
    private static final int TRIED = 256;

    public Tasks {
        notes = List.copyOf(notes);
    }

    /**
     * Opens the tasks of an environment for a model.
     *
     * @param maxTokens most tokens of a completion
     * @param seed the run's seed
     * @throws InputException if no training task fits
     */
    public static Tasks of(Environment environment, PromptSection prompt, LoadedModel model, int maxTokens, long seed) {
        Tasks tasks = heldOut(environment, prompt, model, maxTokens);
        List<String> notes = new ArrayList<>(tasks.notes);
        Fit fit = new Fit(tasks.template, model.base().config().contextLength(), maxTokens);
        TaskSource train = environment.train();
        if (train.size() == Long.MAX_VALUE) {
            fit.requireAll(train);
            train = new Later(train, CounterRandom.key(seed, "tasks") & 0xffff_ffffL);
        } else {
            train = Shuffled.endless(fit.filter(train, "training", notes), CounterRandom.key(seed, "tasks"));
        }
        return new Tasks(tasks.template, train, tasks.heldOut, notes);
    }

    /** Opens the held-out tasks only; there are no training tasks. */
    public static Tasks heldOut(Environment environment, PromptSection prompt, LoadedModel model, int maxTokens) {
        List<Map<String, Object>> tools =
                Episodes.of(environment).map(Episodes::tools).orElse(List.of());
        PromptTemplate template = template(prompt, model.requireTokenizer(), tools);
        List<String> notes = new ArrayList<>();
        if (!tools.isEmpty() && !declares(chat(prompt, model.requireTokenizer()), tools)) {
            notes.add("no chat template tells the model of its tools; say in the prompt how they are called");
        }
        if (environment instanceof JsonlEnvironment jsonl) {
            JsonlEnvironment.Counts counts = jsonl.counts();
            notes.add(counts.rows() + " rows, " + counts.train() + " to train on, " + counts.heldOut() + " held out"
                    + dropped(counts.duplicates(), "twice the same question")
                    + dropped(counts.overlapping(), "also held out"));
        }
        Fit fit = new Fit(template, model.base().config().contextLength(), maxTokens);
        TaskSource heldOut = environment.heldOut();
        if (heldOut.size() > 0) {
            heldOut = fit.filter(heldOut, "held-out", notes);
        }
        return new Tasks(template, new TaskList(List.of()), heldOut, notes);
    }

    /** The prompt of a task. */
    public Prompt prompt(Task task) {
        return template.render(task.id(), task.question(), task.metadata());
    }

    private static String dropped(int count, String why) {
        return count == 0 ? "" : ", " + count + " left out (" + why + ")";
    }

    /** The template of a recipe, with the checkpoint's chat template around it where the recipe wants it. */
    public static PromptTemplate template(PromptSection prompt, Tokenizer tokenizer) {
        return template(prompt, tokenizer, List.of());
    }

    /** What stands between two turns of the model, by the same chat template or none. */
    static TurnTokens turnTokens(PromptSection prompt, Tokenizer tokenizer) {
        ChatTemplate chat = chat(prompt, tokenizer);
        return chat == null ? TurnTokens.plain(tokenizer) : TurnTokens.chat(tokenizer, chat);
    }

    private static @Nullable ChatTemplate chat(PromptSection prompt, Tokenizer tokenizer) {
        ChatTemplate chat = tokenizer.chatTemplate().orElse(null);
        if (prompt.chat() == PromptSection.Chat.ON && chat == null) {
            throw new InputException("prompt.chat is on, but the model's tokenizer has no chat template;"
                    + " use auto or off, or another model");
        }
        return prompt.chat() == PromptSection.Chat.OFF ? null : chat;
    }

    /** Whether a template says anything of tools: some have no place for them. */
    private static boolean declares(@Nullable ChatTemplate chat, List<Map<String, Object>> tools) {
        List<ChatMessage> hello = List.of(new ChatMessage("user", "hello"));
        return chat != null
                && !chat.with(Map.of("tools", tools)).render(hello, true).equals(chat.render(hello, true));
    }

    private static PromptTemplate template(PromptSection prompt, Tokenizer tokenizer, List<Map<String, Object>> tools) {
        ChatTemplate chat = chat(prompt, tokenizer);
        if (chat != null) {
            ChatTemplate declared = tools.isEmpty() ? chat : chat.with(Map.of("tools", tools));
            return PromptTemplate.chat(tokenizer, declared, prompt.system(), prompt.template());
        }
        if (prompt.system() != null) {
            throw new InputException("prompt.system needs a chat template, but "
                    + (prompt.chat() == PromptSection.Chat.OFF ? "prompt.chat is off" : "the tokenizer has none")
                    + "; write the text into prompt.template");
        }
        return PromptTemplate.plain(tokenizer, prompt.template());
    }

    /** Whether prompt and completion fit the context. */
    private record Fit(PromptTemplate template, int context, int maxTokens) {
        int length(Task task) {
            return template.render(task.id(), task.question(), task.metadata()).tokens().length;
        }

        void requireAll(TaskSource source) {
            for (int i = 0; i < TRIED; i++) {
                int length = length(source.task(i));
                if (length > context - maxTokens) {
                    throw tooLong("the prompt of task '" + source.task(i).id() + "' has " + length + " tokens");
                }
            }
        }

        TaskList filter(TaskSource source, String part, List<String> notes) {
            List<Task> kept = new ArrayList<>();
            int shortest = Integer.MAX_VALUE;
            for (long i = 0; i < source.size(); i++) {
                Task task = source.task(i);
                int length = length(task);
                shortest = Math.min(shortest, length);
                if (length <= context - maxTokens) {
                    kept.add(task);
                }
            }
            if (kept.isEmpty() && source.size() > 0) {
                throw tooLong("none of the " + source.size() + " " + part + " prompts fits: the shortest has "
                        + shortest + " tokens");
            }
            long left = source.size() - kept.size();
            if (left > 0) {
                notes.add(left + " of " + source.size() + " " + part + " tasks left out: prompt and max_tokens ("
                        + maxTokens + ") exceed the context of " + context + " tokens");
            }
            return new TaskList(kept);
        }

        private InputException tooLong(String what) {
            return new InputException(what + ", and with rollout.max_tokens (" + maxTokens
                    + ") it exceeds the model's context of " + context
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
