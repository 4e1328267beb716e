package dev.rlvr4j.envs.tools;

/** A tool call that failed by the model's fault. Its message is written for the model, which reads it and may try again. */
public final class ToolException extends Exception {
    private static final long serialVersionUID = 1L;

    public ToolException(String message) {
        super(message);
    }
}
