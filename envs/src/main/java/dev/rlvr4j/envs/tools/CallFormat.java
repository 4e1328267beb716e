package dev.rlvr4j.envs.tools;

import dev.rlvr4j.core.text.Speaker;
import java.util.List;

/** How a model writes tool calls, and how answers are written to it. Thread-safe. */
public interface CallFormat {
    /** The calls in a turn of the model, in order; none where the turn is the answer to the task. Never throws. */
    List<ToolCall> calls(String turn);

    /** Who speaks the answers. */
    Speaker speaker();

    /** The text of an answer. */
    String write(ToolAnswer answer);

    /** Texts that end a turn because a call ends there. */
    default List<String> stops() {
        return List.of();
    }
}
