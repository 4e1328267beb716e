package dev.rlvr4j.rewards.overlap;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts of the n-grams two texts have in common. */
final class NGrams {
    private NGrams() {}

    /**
     * n-grams of one size.
     *
     * @param matches those in both, each as often as in the text that has it more rarely
     */
    record Overlap(int response, int reference, int matches) {}

    static Overlap of(List<String> response, List<String> reference, int n) {
        Map<List<String>, Integer> expected = counts(reference, n);
        int matches = 0;
        for (Map.Entry<List<String>, Integer> gram : counts(response, n).entrySet()) {
            matches += Math.min(gram.getValue(), expected.getOrDefault(gram.getKey(), 0));
        }
        return new Overlap(Math.max(0, response.size() - n + 1), Math.max(0, reference.size() - n + 1), matches);
    }

    private static Map<List<String>, Integer> counts(List<String> units, int n) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i + n <= units.size(); i++) {
            counts.merge(units.subList(i, i + n), 1, Integer::sum);
        }
        return counts;
    }
}
