package dev.rlvr4j.core;

/** Bad input from a user: a file, a setting, a data set. The command line prints its message alone and exits with 2. */
public class InputException extends RlvrException {
    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
