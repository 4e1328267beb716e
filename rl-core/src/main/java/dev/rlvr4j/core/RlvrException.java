package dev.rlvr4j.core;

/** The root of all exceptions that rlvr4j throws on purpose. Its message says what was wrong, the value, and the way out. */
public class RlvrException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RlvrException(String message) {
        super(message);
    }

    public RlvrException(String message, Throwable cause) {
        super(message, cause);
    }
}
