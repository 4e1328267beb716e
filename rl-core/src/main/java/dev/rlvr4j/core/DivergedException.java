package dev.rlvr4j.core;

/** Training left the finite numbers: weights, activations, loss or gradient are NaN or infinite. */
public final class DivergedException extends RlvrException {
    private static final long serialVersionUID = 1L;

    public DivergedException(String message) {
        super(message);
    }
}
