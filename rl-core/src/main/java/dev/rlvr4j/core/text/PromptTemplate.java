package dev.rlvr4j.core.text;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Prompt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns a question into a {@link Prompt}: fills it into a text, puts worked examples before it, wraps all into a conversation
 * where there is a chat template, and encodes the result. Thread-safe.
 *
 * <p>A text has its fields between braces: <code>{question}</code> and the names of a task's metadata. Other braces are
 * text, and <code>{{name}}</code> is how to write <code>{name}</code>. What is filled in is never searched for fields again.
 */
public final class PromptTemplate {
    private static final String QUESTION = "question";
    private static final Pattern FIELD =
            Pattern.compile("\\{(\\{[A-Za-z_][A-Za-z0-9_.-]*\\})\\}|\\{([A-Za-z_][A-Za-z0-9_.-]*)\\}");

    private final Tokenizer tokenizer;
    private final String text;
    private final @Nullable String system;
    private final @Nullable ChatTemplate chat;
    private final List<Example> examples;
    private final String separator;

    /**
     * A question with its answer, shown before the question that is asked (few-shot).
     *
     * @param question filled into the text as the question asked is
     * @param answer as the model is to answer
     * @param fields further fields that the text may name
     */
    public record Example(String question, String answer, Map<String, String> fields) {
        public Example {
            fields = Map.copyOf(fields);
        }
    }

    private PromptTemplate(
            Tokenizer tokenizer,
            String text,
            @Nullable String system,
            @Nullable ChatTemplate chat,
            List<Example> examples,
            String separator) {
        this.tokenizer = tokenizer;
        this.text = text;
        this.system = system;
        this.chat = chat;
        this.examples = List.copyOf(examples);
        this.separator = separator;
    }

    /** A prompt that is a text, for base models. */
    public static PromptTemplate plain(Tokenizer tokenizer, String text) {
        return new PromptTemplate(tokenizer, text, null, null, List.of(), "");
    }

    /**
     * A prompt that is a conversation: the system text where there is one, the user's text, the opening of the assistant's
     * turn.
     */
    public static PromptTemplate chat(Tokenizer tokenizer, ChatTemplate chat, @Nullable String system, String user) {
        return new PromptTemplate(tokenizer, user, system, chat, List.of(), "");
    }

    /**
     * The same with worked examples before the question: in a conversation each is a turn of the user and one of the assistant, in
     * a text each is followed by a separator.
     */
    public PromptTemplate withExamples(List<Example> shown, String between) {
        return new PromptTemplate(tokenizer, text, system, chat, shown, between);
    }

    /**
     * The prompt of a task. It begins with the tokenizer's bos token, if there is one and the text does not begin with it.
     *
     * @param fields further fields that the text may name; {@code question} is always known
     */
    public Prompt render(String taskId, String question, Map<String, String> fields) {
        Map<String, String> values = new LinkedHashMap<>(fields);
        values.put(QUESTION, question);
        String filled = chat == null ? plainText(values) : conversation(chat, values);
        return new Prompt(taskId, filled, withBos(tokenizer.encode(filled)));
    }

    private String plainText(Map<String, String> values) {
        StringBuilder all = new StringBuilder();
        for (Example example : examples) {
            all.append(fill(text, values(example))).append(example.answer()).append(separator);
        }
        return all.append(fill(text, values)).toString();
    }

    private String conversation(ChatTemplate around, Map<String, String> values) {
        List<ChatMessage> messages = new ArrayList<>();
        if (system != null) {
            messages.add(new ChatMessage("system", fill(system, values)));
        }
        for (Example example : examples) {
            messages.add(new ChatMessage("user", fill(text, values(example))));
            messages.add(new ChatMessage("assistant", example.answer()));
        }
        messages.add(new ChatMessage("user", fill(text, values)));
        return around.render(messages, true);
    }

    private static Map<String, String> values(Example example) {
        Map<String, String> values = new LinkedHashMap<>(example.fields());
        values.put(QUESTION, example.question());
        return values;
    }

    private int[] withBos(int[] tokens) {
        Integer bos = tokenizer.bosToken();
        if (bos == null || (tokens.length > 0 && tokens[0] == bos)) {
            return tokens;
        }
        int[] longer = new int[tokens.length + 1];
        longer[0] = bos;
        System.arraycopy(tokens, 0, longer, 1, tokens.length);
        return longer;
    }

    private static String fill(String template, Map<String, String> values) {
        Matcher field = FIELD.matcher(template);
        return field.replaceAll(match -> {
            String name = match.group(2);
            if (name == null) {
                return Matcher.quoteReplacement(match.group(1));
            }
            String value = values.get(name);
            if (value == null) {
                throw new InputException("the prompt template names the field {" + name + "}, but the task has only "
                        + new TreeSet<>(values.keySet()) + "; write {{" + name + "}} for the text itself");
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
