package dev.rlvr4j.envs.generators;

import java.util.Collection;
import java.util.Comparator;

/** Proposes the known name that a misspelt one most likely means: least edit distance (Levenshtein 1966). */
final class Nearest {
    private Nearest() {}

    /** {@code "did you mean 'x'? "}, or an empty text where nothing is known. */
    static String hint(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.<String>comparingInt(k -> distance(name, k)).thenComparing(Comparator.naturalOrder()))
                .map(k -> "did you mean '" + k + "'? ")
                .orElse("");
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int before = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = before + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                before = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
