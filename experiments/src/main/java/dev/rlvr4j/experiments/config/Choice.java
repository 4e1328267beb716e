package dev.rlvr4j.experiments.config;

import org.jspecify.annotations.Nullable;

/**
 * One of the kinds that the library has of something, with its settings: {@code {type: gspo, epsilon_low: 3e-4}}, or just
 * {@code gspo}.
 *
 * @param type its name; {@code auto} leaves the choice to the loss
 * @param value the thing itself; null for {@code auto}
 * @param <T> what is chosen
 */
public record Choice<T>(String type, @Nullable T value) {
    static final String AUTO = "auto";

    static <T> Choice<T> auto() {
        return new Choice<>(AUTO, null);
    }

    /** The thing chosen, where the choice cannot be left open. */
    public T get() {
        return java.util.Objects.requireNonNull(value, type);
    }

    /** The thing chosen, or what the loss would take. */
    T or(T ofTheLoss) {
        return value == null ? ofTheLoss : value;
    }
}
