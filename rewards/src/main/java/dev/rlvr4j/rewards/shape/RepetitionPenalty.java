package dev.rlvr4j.rewards.shape;

import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Configurable;
import dev.rlvr4j.rewards.Options;
import dev.rlvr4j.rewards.Verifier;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Verifier {@code repetition}: {@code max_penalty} times the share of n-grams that occurred before (Yeo et al. 2025): 0 without
 * repetition, near {@code max_penalty} for a loop.
 *
 * <p>Options: {@code ngram_size} (3) and {@code max_penalty} (-1), of lower-case words. A response with fewer words than that
 * scores 0. Text without spaces (Chinese, Japanese) has few words; there set {@code characters: true}.
 */
public final class RepetitionPenalty implements Configurable {
    private final int size;
    private final double penalty;
    private final boolean characters;

    /** Three-grams of words, at most -1. */
    public RepetitionPenalty() {
        this(3, -1, false);
    }

    private RepetitionPenalty(int size, double penalty, boolean characters) {
        this.size = size;
        this.penalty = penalty;
        this.characters = characters;
    }

    @Override
    public Verifier configured(Options options) {
        return options.check(new RepetitionPenalty(
                options.integer("ngram_size", size, 1, 100),
                options.number("max_penalty", penalty, -1e6, 0),
                options.flag("characters", characters)));
    }

    @Override
    public String name() {
        return "repetition";
    }

    @Override
    public Score verify(Attempt attempt) {
        String text = attempt.response().toLowerCase(java.util.Locale.ROOT);
        List<String> units = characters
                ? text.codePoints()
                        .filter(c -> !Character.isWhitespace(c))
                        .mapToObj(Character::toString)
                        .toList()
                : Words.of(text);
        int total = units.size() - size + 1;
        if (total <= 0) {
            return new Score(0, Map.of("repeated", 0.0), "too short to repeat itself");
        }
        Set<List<String>> unique = new HashSet<>();
        for (int i = 0; i < total; i++) {
            unique.add(units.subList(i, i + size));
        }
        double repeated = 1 - (double) unique.size() / total;
        return new Score(
                repeated == 0 ? 0 : repeated * penalty,
                Map.of("repeated", repeated),
                (total - unique.size()) + " of " + total + " " + size + "-grams occurred before");
    }
}
