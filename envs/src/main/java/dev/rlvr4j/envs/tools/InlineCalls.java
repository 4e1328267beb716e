package dev.rlvr4j.envs.tools;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.text.Speaker;
import java.util.List;

/**
 * Calls of one tool in a few characters, for models that spell: {@code [17+38]} is answered by {@code =55;} in the same line.
 * With an empty opening, what is sent to the tool are the arithmetic characters right before the closing text:
 * {@code 17+38=} is answered by {@code 55}. A call that fails is answered by {@code ?}.
 *
 * @param tool the tool's name
 * @param parameter its parameter, which takes what was written as a text
 * @param open what opens a call; may be empty
 * @param close what closes a call and ends the turn
 * @param before what stands before the answer
 * @param after what stands after the answer
 */
public record InlineCalls(String tool, String parameter, String open, String close, String before, String after)
        implements CallFormat {
    private static final String ARITHMETIC = "0123456789.+-*/^() ";

    public InlineCalls {
        if (close.isEmpty()) {
            throw new InputException("call_close is empty, but a call must end in some text, e.g. \"]\"");
        }
    }

    /** {@code [17+38]} answered by {@code =55;}. */
    public static InlineCalls brackets(String tool, String parameter) {
        return new InlineCalls(tool, parameter, "[", "]", "=", ";");
    }

    @Override
    public List<ToolCall> calls(String turn) {
        int end = turn.indexOf(close);
        if (end < 0) {
            return List.of();
        }
        int start = open.isEmpty() ? arithmeticFrom(turn, end) : turn.lastIndexOf(open, end - open.length());
        if (start < 0 || start + open.length() > end) {
            return List.of(new ToolCall.Malformed("the call is not opened by " + open));
        }
        String argument = turn.substring(start + open.length(), end);
        return List.of(
                new ToolCall.Named(tool, JsonNodeFactory.instance.objectNode().put(parameter, argument)));
    }

    private static int arithmeticFrom(String turn, int end) {
        int start = end;
        while (start > 0 && ARITHMETIC.indexOf(turn.charAt(start - 1)) >= 0) {
            start--;
        }
        return start;
    }

    @Override
    public Speaker speaker() {
        return Speaker.INLINE;
    }

    @Override
    public String write(ToolAnswer answer) {
        return before + (answer.error() ? "?" : answer.text()) + after;
    }

    @Override
    public List<String> stops() {
        return List.of(close);
    }
}
