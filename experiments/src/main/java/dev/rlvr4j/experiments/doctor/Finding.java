package dev.rlvr4j.experiments.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param check what was checked
 * @param verdict how it stands
 * @param message what was measured, in one line
 * @param figures the same as numbers by name, in order
 * @param advice what to do about it; null where there is nothing to do
 */
public record Finding(
        String check,
        Verdict verdict,
        String message,
        Map<String, Double> figures,
        @Nullable String advice) {
    /** How a check ended. */
    public enum Verdict {
        GREEN,
        RED,
        /** It says nothing about this set-up; the message says why. */
        SKIPPED;

        /** The word that is printed. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    static Finding skipped(Check check, String why) {
        return new Finding(check.name(), Verdict.SKIPPED, why, Map.of(), null);
    }

    /** Green where it holds; else red, with the advice. */
    static Finding of(Check check, boolean holds, String message, Map<String, Double> figures, String advice) {
        return new Finding(check.name(), holds ? Verdict.GREEN : Verdict.RED, message, figures, holds ? null : advice);
    }
}
