package dev.rlvr4j.core.merge;

import dev.rlvr4j.core.InputException;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The settings a user gives a combination, as text. */
final class CombinationOptions {
    private final String combination;
    private final Map<String, String> given;
    private final Map<String, String> asked = new LinkedHashMap<>();

    CombinationOptions(String combination, Map<String, String> given) {
        this.combination = combination;
        this.given = Map.copyOf(given);
    }

    private String text(String name, String otherwise) {
        asked.put(name, otherwise);
        return given.getOrDefault(name, otherwise);
    }

    double number(String name, double otherwise) {
        String text = text(name, Double.toString(otherwise).replaceFirst("\\.0$", ""));
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new InputException(name + " must be a number, but is '" + text + "'", e);
        }
    }

    int integer(String name, int otherwise) {
        String text = text(name, Integer.toString(otherwise));
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InputException(name + " must be a whole number, but is '" + text + "'", e);
        }
    }

    <E extends Enum<E>> E choice(String name, E otherwise) {
        String text = text(name, otherwise.name().toLowerCase(Locale.ROOT));
        E[] values = otherwise.getDeclaringClass().getEnumConstants();
        for (E value : values) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        throw new InputException(name + " must be one of "
                + Arrays.stream(values)
                        .map(v -> v.name().toLowerCase(Locale.ROOT))
                        .toList() + ", but is '" + text
                + "'");
    }

    /** What the combination asked for, with its defaults. */
    Map<String, String> asked() {
        return Collections.unmodifiableMap(asked);
    }

    /** Refuses settings that the combination does not have. */
    void requireAllUsed() {
        for (String name : given.keySet()) {
            if (!asked.containsKey(name)) {
                throw new InputException("'" + combination + "' has no setting '" + name + "'; "
                        + (asked.isEmpty() ? "it has none" : "it has " + String.join(", ", asked.keySet())));
            }
        }
    }
}
