package dev.rlvr4j.envs.tools;

import com.fasterxml.jackson.databind.JsonNode;

/** A tool call as the model wrote it. */
public sealed interface ToolCall {
    /**
     * A call that can be read.
     *
     * @param name the tool's name, perhaps of no tool there is
     * @param arguments not checked yet
     */
    record Named(String name, JsonNode arguments) implements ToolCall {}

    /**
     * A call that cannot be read.
     *
     * @param problem what is wrong, for the model
     */
    record Malformed(String problem) implements ToolCall {}
}
