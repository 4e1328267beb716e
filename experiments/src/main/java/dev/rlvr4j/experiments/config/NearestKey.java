package dev.rlvr4j.experiments.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that an unknown one was probably meant to be, by optimal string alignment distance. */
final class NearestKey {
    private NearestKey() {}

    /**
     * The nearest name, where it is near enough to be worth proposing: one slip of the hand away, one that holds the other, or
     * most letters agree.
     */
    static Optional<String> of(String unknown, Collection<String> known) {
        Comparator<String> order = Comparator.<String>comparingInt(k -> distance(unknown, k) <= 1
                        ? 0
                        : unknown.length() > 2 && (k.contains(unknown) || unknown.contains(k)) ? 1 : 2)
                .thenComparingInt(k -> distance(unknown, k))
                .thenComparing(Comparator.naturalOrder());
        return known.stream()
                .filter(k -> 2 * distance(unknown, k) <= Math.max(k.length(), 2)
                        || (unknown.length() > 2 && (k.contains(unknown) || unknown.contains(k))))
                .min(order);
    }

    /** Fewest insertions, deletions, replacements and swaps of neighbours that turn one name into the other. */
    static int distance(String from, String to) {
        String a = from.toLowerCase(Locale.ROOT);
        String b = to.toLowerCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
