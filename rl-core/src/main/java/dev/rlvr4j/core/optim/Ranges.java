package dev.rlvr4j.core.optim;

import dev.rlvr4j.core.InputException;

/** Says no to settings that make no optimizer. */
final class Ranges {
    private Ranges() {}

    static void share(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new InputException(name + " must be in [0, 1), but is " + value);
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new InputException(name + " must be positive, but is " + value);
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new InputException(name + " must not be negative, but is " + value);
        }
    }
}
