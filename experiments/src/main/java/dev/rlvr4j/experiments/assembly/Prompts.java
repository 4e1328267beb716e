package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.text.ChatTemplate;
import dev.rlvr4j.core.text.PromptTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.TurnTokens;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.envs.datasets.DataFiles;
import dev.rlvr4j.envs.datasets.DatasetEnvironment;
import dev.rlvr4j.envs.datasets.DatasetSettings;
import dev.rlvr4j.envs.datasets.HeldOut;
import dev.rlvr4j.experiments.config.PromptSection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prompt templates by a recipe: chat template, thinking, system message, worked examples. */
final class Prompts {
    /** Names under which chat templates take the switch: Qwen3 and most others, DeepSeek-V3.1 and Granite. */
    private static final List<String> THINKING = List.of("enable_thinking", "thinking");

    private static final Pattern FIELD = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_.-]*)\\}");

    private Prompts() {}

    /** The template of a recipe, with the checkpoint's chat template around it where the recipe wants it. */
    static PromptTemplate template(PromptSection prompt, Tokenizer tokenizer) {
        return template(prompt, tokenizer, List.of());
    }

    /** The same with tools, which the chat template declares to the model. */
    static PromptTemplate template(PromptSection prompt, Tokenizer tokenizer, List<Map<String, Object>> tools) {
        ChatTemplate chat = chat(prompt, tokenizer);
        List<PromptTemplate.Example> examples = examples(prompt);
        if (chat != null) {
            ChatTemplate declared = tools.isEmpty() ? chat : chat.with(Map.of("tools", tools));
            return PromptTemplate.chat(tokenizer, declared, prompt.system(), prompt.template())
                    .withExamples(examples, "");
        }
        String why = prompt.chat() == PromptSection.Chat.OFF ? "prompt.chat is off" : "the tokenizer has none";
        if (prompt.system() != null) {
            throw new InputException(
                    "prompt.system needs a chat template, but " + why + "; write the text into prompt.template");
        }
        if (prompt.thinking() != PromptSection.Thinking.AUTO) {
            throw new InputException("prompt.thinking needs a chat template, but " + why + "; set it to auto");
        }
        return PromptTemplate.plain(tokenizer, prompt.template()).withExamples(examples, prompt.exampleSeparator());
    }

    /** Whether the chat template in use has a place for tools. */
    static boolean declares(PromptSection prompt, Tokenizer tokenizer) {
        ChatTemplate chat = chat(prompt, tokenizer);
        return chat != null && chat.reads("tools");
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
        return chat == null || prompt.chat() == PromptSection.Chat.OFF ? null : switched(chat, prompt.thinking());
    }

    private static ChatTemplate switched(ChatTemplate chat, PromptSection.Thinking thinking) {
        if (thinking == PromptSection.Thinking.AUTO) {
            return chat;
        }
        Map<String, Boolean> variables = new LinkedHashMap<>();
        for (String name : THINKING) {
            if (chat.reads(name)) {
                variables.put(name, thinking == PromptSection.Thinking.ON);
            }
        }
        if (variables.isEmpty()) {
            throw new InputException("prompt.thinking is set, but the model's chat template has no switch for it ("
                    + String.join(" or ", THINKING) + "); set it to auto");
        }
        return chat.with(variables);
    }

    /** The examples that are written down, then those of a file. */
    static List<PromptTemplate.Example> examples(PromptSection prompt) {
        List<PromptTemplate.Example> examples = new ArrayList<>();
        prompt.examples()
                .forEach(shot -> examples.add(new PromptTemplate.Example(shot.question(), shot.answer(), Map.of())));
        if (prompt.examplesPath() != null) {
            TaskSource tasks = DatasetEnvironment.read(
                            DatasetSettings.of(DataFiles.of(List.of(prompt.examplesPath())), new HeldOut.Count(0), 0))
                    .train();
            if (tasks.size() < prompt.examplesCount()) {
                throw new InputException("prompt.examples_count is " + prompt.examplesCount() + ", but "
                        + prompt.examplesPath() + " has only " + tasks.size() + " tasks; lower it");
            }
            for (int i = 0; i < prompt.examplesCount(); i++) {
                Task task = tasks.task(i);
                examples.add(new PromptTemplate.Example(
                        task.question(), answer(prompt.examplesAnswer(), task), task.metadata()));
            }
        }
        return examples;
    }

    /** The questions that prompts show with their answers. */
    static Set<String> shown(PromptSection prompt) {
        return examples(prompt).stream().map(PromptTemplate.Example::question).collect(Collectors.toSet());
    }

    private static String answer(String text, Task task) {
        Map<String, String> values = new LinkedHashMap<>(task.metadata());
        values.put("answer", task.reference());
        return FIELD.matcher(text).replaceAll(field -> {
            String value = values.get(field.group(1));
            if (value == null) {
                throw new InputException("prompt.examples_answer names the field {" + field.group(1)
                        + "}, but the task '" + task.id() + "' has only " + new TreeSet<>(values.keySet()));
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
