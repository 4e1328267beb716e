package dev.rlvr4j.core.text;

import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens between two turns of the model: what a tool or a user says, and the turn tokens around it. Thread-safe.
 *
 * <p>A transcript is token ids throughout. What was sampled is never decoded and encoded again, since that may give other
 * tokens than the model drew; only what is said between the turns is encoded, on its own. The turn tokens around it are found
 * once: a made-up conversation with marks for contents is rendered by the chat template, and what stands between the
 * assistant's mark and the tool's, and after the tool's, is what stands there in every conversation. It begins with the token
 * that ends the assistant's turn, which is left out where the model has sampled it itself.
 *
 * <p>Special tokens written in what is said are dropped: the output of a tool cannot end its turn and speak as the user.
 */
public final class TurnTokens {
    private static final String QUESTION = "rlvrQuestion";
    private static final String ANSWER = "rlvrAnswer";
    private static final String FIRST = "rlvrFirst";
    private static final String SECOND = "rlvrSecond";

    private static final Frame BARE = new Frame("", "", "");
    private static final Frame LINES = new Frame("\n", "\n", "\n");
    private static final Frame TAGS =
            new Frame("\n<tool_response>\n", "\n</tool_response>\n<tool_response>\n", "\n</tool_response>\n");

    private final Tokenizer tokenizer;
    private final Set<Integer> endTokens;
    private final Set<Integer> specialTokens;
    private final Map<Speaker, Frame> frames;

    /**
     * What is given to the model.
     *
     * @param tokens token ids, perhaps none
     * @param text their text, turn tokens included
     */
    public record Given(int[] tokens, String text) {}

    /** What stands before the first text, between two, and after the last one. */
    private record Frame(String before, String between, String after) {}

    private TurnTokens(Tokenizer tokenizer, Map<Speaker, Frame> frames) {
        this.tokenizer = tokenizer;
        this.endTokens = tokenizer.eosTokens();
        this.specialTokens = tokenizer.specialTokens();
        this.frames = frames;
    }

    /** For prompts without a chat template: a user's text on lines of its own, a tool's between tool_response tags. */
    public static TurnTokens plain(Tokenizer tokenizer) {
        return new TurnTokens(
                tokenizer, new EnumMap<>(Map.of(Speaker.INLINE, BARE, Speaker.USER, LINES, Speaker.TOOL, TAGS)));
    }

    /**
     * For conversations by a chat template. Tools speak in the template's tool role or, where it has none, as the user
     * between tool_response tags.
     *
     * @throws InputException if the template cannot render a conversation of several turns
     */
    public static TurnTokens chat(Tokenizer tokenizer, ChatTemplate chat) {
        Frame user = frame(chat, "user", 1);
        if (user == null) {
            throw new InputException(
                    "the chat template does not render the turns of a conversation one after another, so"
                            + " episodes of several turns cannot be played with it; set prompt.chat to off, or give another template");
        }
        Frame tool = frame(chat, "tool", 2);
        if (tool == null) {
            tool = new Frame(
                    user.before + TAGS.before.stripLeading(), TAGS.between, TAGS.after.stripTrailing() + user.after);
        }
        return new TurnTokens(
                tokenizer, new EnumMap<>(Map.of(Speaker.INLINE, BARE, Speaker.USER, user, Speaker.TOOL, tool)));
    }

    /** The frame of a role's texts, or null where the template does not render them in order, each once. */
    private static @Nullable Frame frame(ChatTemplate chat, String role, int texts) {
        List<ChatMessage> messages =
                new ArrayList<>(List.of(new ChatMessage("user", QUESTION), new ChatMessage("assistant", ANSWER)));
        messages.add(new ChatMessage(role, FIRST));
        if (texts == 2) {
            messages.add(new ChatMessage(role, SECOND));
        }
        String text;
        try {
            text = chat.render(messages, true);
        } catch (InputException refused) { // by raise_exception, e.g. a role that the template does not know
            return null;
        }
        int answer = only(text, ANSWER);
        int first = only(text, FIRST);
        int second = texts == 2 ? only(text, SECOND) : first;
        if (answer < 0 || first < answer || second < first) {
            return null;
        }
        return new Frame(
                text.substring(answer + ANSWER.length(), first),
                texts == 2 ? text.substring(first + FIRST.length(), second) : "\n",
                text.substring(second + (texts == 2 ? SECOND : FIRST).length()));
    }

    private static int only(String text, String mark) {
        int at = text.indexOf(mark);
        return at >= 0 && at == text.lastIndexOf(mark) ? at : -1;
    }

    /**
     * The tokens after a turn of the model.
     *
     * @param texts what is said, at least one text; more than one where several tool calls are answered
     * @param turn the turn's tokens, as they were sampled
     */
    public Given after(int[] turn, Speaker speaker, List<String> texts) {
        Frame frame = frames.get(speaker);
        if (frame == null || texts.isEmpty()) {
            throw new IllegalArgumentException("every speaker has a frame, and says at least one text");
        }
        StringBuilder text = new StringBuilder(frame.before);
        IntStream.Builder tokens = IntStream.builder();
        for (int token : unended(tokenizer.encode(frame.before), turn)) {
            tokens.add(token);
        }
        for (int i = 0; i < texts.size(); i++) {
            String said = texts.get(i);
            Arrays.stream(tokenizer.encode(said))
                    .filter(token -> !specialTokens.contains(token))
                    .forEach(tokens::add);
            String next = i + 1 < texts.size() ? frame.between : frame.after;
            Arrays.stream(tokenizer.encode(next)).forEach(tokens::add);
            text.append(said).append(next);
        }
        return new Given(tokens.build().toArray(), text.toString());
    }

    /** The opening without the token that ends the model's turn, where the model has sampled it. */
    private int[] unended(int[] opening, int[] turn) {
        int last = turn[turn.length - 1];
        if (endTokens.contains(last)) {
            for (int i = 0; i < opening.length; i++) {
                if (opening[i] == last) {
                    return Arrays.copyOfRange(opening, i + 1, opening.length);
                }
            }
        }
        return opening;
    }
}
