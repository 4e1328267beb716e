package dev.rlvr4j.trainer.loss;

import dev.rlvr4j.core.InputException;

/** Checks of the settings of losses. */
final class Setting {
    private Setting() {}

    static void nonNegative(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new InputException(name + " must be 0 or positive, but is " + value);
        }
    }

    static void positive(String name, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new InputException(name + " must be positive, but is " + value);
        }
    }

    static void within(String name, double value, double from, double to) {
        if (!(value >= from && value <= to)) {
            throw new InputException(
                    name + " must be in [" + shortest(from) + ", " + shortest(to) + "], but is " + value);
        }
    }

    private static String shortest(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
