package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.InputException;
import java.util.List;

/** Checks of a generator's settings; each names the setting, its value and what it may be. */
public final class Bounds {
    private Bounds() {}

    /** The setting is in {@code [min, max]}. */
    public static void within(String setting, long value, long min, long max) {
        if (value < min || value > max) {
            throw new InputException(setting + " must be from " + min + " to " + max + ", but is " + value);
        }
    }

    /** The settings {@code min_<what>} and {@code max_<what>} are a range inside {@code [min, max]}. */
    public static void range(String what, long from, long to, long min, long max) {
        within("min_" + what, from, min, max);
        within("max_" + what, to, min, max);
        if (from > to) {
            throw new InputException(
                    "min_" + what + " must not be above max_" + what + ", but they are " + from + " and " + to);
        }
    }

    /** The setting is one of these. */
    public static void oneOf(String setting, String value, List<String> choices) {
        if (!choices.contains(value)) {
            throw new InputException(
                    setting + " must be one of " + String.join(", ", choices) + ", but is '" + value + "'");
        }
    }
}
