package dev.rlvr4j.rewards.overlap;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Configurable;
import dev.rlvr4j.rewards.Options;
import dev.rlvr4j.rewards.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Verifier {@code chrf}: sentence chrF (Popović 2015) from 0 to 1, as sacreBLEU computes it: precision and recall of character
 * n-grams up to 6 without white space, averaged over the sizes both texts have, as F-score that weighs recall {@code beta} = 2
 * times as much. Works for languages without spaces.
 *
 * <p>The text is that of {@code <answer>…</answer>}, or all behind the last {@code </think>}. Options: {@code word_order} (0; 2
 * is chrF++), {@code beta} (2), {@code lowercase} (false).
 */
public final class ChrF implements Configurable {
    private static final int CHARACTER_ORDER = 6;
    private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    private final int wordOrder;
    private final double beta;
    private final boolean lowercase;

    /** chrF2, without words. */
    public ChrF() {
        this(0, 2, false);
    }

    private ChrF(int wordOrder, double beta, boolean lowercase) {
        this.wordOrder = wordOrder;
        this.beta = beta;
        this.lowercase = lowercase;
    }

    @Override
    public Verifier configured(Options options) {
        return options.check(new ChrF(
                options.integer("word_order", wordOrder, 0, 4),
                options.number("beta", beta, 0.01, 100),
                options.flag("lowercase", lowercase)));
    }

    @Override
    public String name() {
        return "chrf";
    }

    /** @throws InputException if the reference is blank */
    @Override
    public Score verify(Attempt attempt) {
        return Texts.score(attempt, "chrF", (answer, reference) -> score(fold(answer), fold(reference)));
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        return Texts.unusable(task);
    }

    private String fold(String text) {
        return lowercase ? text.toLowerCase(Locale.ROOT) : text;
    }

    private double score(String response, String reference) {
        List<NGrams.Overlap> overlaps = new ArrayList<>();
        for (int n = 1; n <= CHARACTER_ORDER; n++) {
            overlaps.add(NGrams.of(characters(response), characters(reference), n));
        }
        for (int n = 1; n <= wordOrder; n++) {
            overlaps.add(NGrams.of(words(response), words(reference), n));
        }
        double precision = 0;
        double recall = 0;
        int orders = 0;
        for (NGrams.Overlap overlap : overlaps) {
            if (overlap.response() > 0 && overlap.reference() > 0) {
                precision += (double) overlap.matches() / overlap.response();
                recall += (double) overlap.matches() / overlap.reference();
                orders++;
            }
        }
        if (precision + recall == 0) {
            return 0;
        }
        double factor = beta * beta;
        double p = precision / orders;
        double r = recall / orders;
        return (1 + factor) * p * r / (factor * p + r);
    }

    private static List<String> characters(String text) {
        return text.codePoints()
                .filter(c -> !Character.isWhitespace(c) && !Character.isSpaceChar(c))
                .mapToObj(Character::toString)
                .toList();
    }

    /** Words with one mark of punctuation split off, at the end or else at the front. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.strip().split("\\s+", -1)) {
            int last = word.length() - 1;
            if (last >= 1 && PUNCTUATION.indexOf(word.charAt(last)) >= 0) {
                words.add(word.substring(0, last));
                words.add(word.substring(last));
            } else if (last >= 1 && PUNCTUATION.indexOf(word.charAt(0)) >= 0) {
                words.add(word.substring(0, 1));
                words.add(word.substring(1));
            } else if (last >= 0) {
                words.add(word);
            }
        }
        return words;
    }
}
