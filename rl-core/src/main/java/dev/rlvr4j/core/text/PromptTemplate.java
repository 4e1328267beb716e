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
 * Turns a question into a {@link Prompt}: fills it into a text, wraps that into a conversation where there is a chat
 * template, and encodes the result. Thread-safe.
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

    private PromptTemplate(Tokenizer tokenizer, String text, @Nullable String system, @Nullable ChatTemplate chat) {
        this.tokenizer = tokenizer;
        this.text = text;
        this.system = system;
        this.chat = chat;
    }

    /** A prompt that is a text, for base models. */
    public static PromptTemplate plain(Tokenizer tokenizer, String text) {
        return new PromptTemplate(tokenizer, text, null, null);
    }

    /**
     * A prompt that is a conversation: the system text where there is one, the user's text, the opening of the assistant's
     * turn.
     */
    public static PromptTemplate chat(Tokenizer tokenizer, ChatTemplate chat, @Nullable String system, String user) {
        return new PromptTemplate(tokenizer, user, system, chat);
    }

    /**
     * The prompt of a task. It begins with the tokenizer's bos token, if there is one and the text does not begin with it.
     *
     * @param fields further fields that the text may name; {@code question} is always known
     */
    public Prompt render(String taskId, String question, Map<String, String> fields) {
        Map<String, String> values = new LinkedHashMap<>(fields);
        values.put(QUESTION, question);
        String filled = fill(text, values);
        if (chat != null) {
            List<ChatMessage> messages = new ArrayList<>();
            if (system != null) {
                messages.add(new ChatMessage("system", fill(system, values)));
            }
            messages.add(new ChatMessage("user", filled));
            filled = chat.render(messages, true);
        }
        return new Prompt(taskId, filled, withBos(tokenizer.encode(filled)));
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
