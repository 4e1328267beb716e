package dev.rlvr4j.envs.generators;

import dev.rlvr4j.rewards.NearestName;
import java.util.Collection;
import java.util.Comparator;

/** Proposes the known name that a misspelt one most likely means: least edit distance (Levenshtein 1966). */
final class Nearest {
    private Nearest() {}

    /** {@code "did you mean 'x'? "}, or an empty text where nothing is known. */
    static String hint(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(k -> NearestName.distance(name, k))
                        .thenComparing(Comparator.naturalOrder()))
                .map(k -> "did you mean '" + k + "'? ")
                .orElse("");
    }
}
