package dev.rlvr4j.trainer.correction;

import java.util.LinkedHashMap;
import java.util.Map;

/** The corrections by the names recipes call them. To add one: a record that implements {@link Correction}, and a line here. */
public final class Corrections {
    private Corrections() {}

    /** Each name with its default settings, in the order they are listed to users. */
    public static Map<String, Correction> all() {
        return new LinkedHashMap<>();
    }
}
