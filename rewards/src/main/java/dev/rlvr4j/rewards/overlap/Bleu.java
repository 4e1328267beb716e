package dev.rlvr4j.rewards.overlap;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Configurable;
import dev.rlvr4j.rewards.Options;
import dev.rlvr4j.rewards.Verifier;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Verifier {@code bleu}: sentence BLEU (Papineni et al. 2002) from 0 to 1, as sacreBLEU computes it: words by the mteval-v13a
 * rules, n-grams up to 4 but no longer than the response, orders without a match smoothed exponentially (Chen and Cherry 2014,
 * method 3), and the brevity penalty.
 *
 * <p>The text is that of {@code <answer>…</answer>}, or all behind the last {@code </think>}. Option {@code lowercase} (false).
 */
public final class Bleu implements Configurable {
    private static final int ORDERS = 4;

    private final boolean lowercase;

    /** Case counts. */
    public Bleu() {
        this(false);
    }

    private Bleu(boolean lowercase) {
        this.lowercase = lowercase;
    }

    @Override
    public Verifier configured(Options options) {
        return options.check(new Bleu(options.flag("lowercase", lowercase)));
    }

    @Override
    public String name() {
        return "bleu";
    }

    /** @throws InputException if the reference is blank */
    @Override
    public Score verify(Attempt attempt) {
        return Texts.score(attempt, "BLEU", (answer, reference) -> score(words(answer), words(reference)));
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        return Texts.unusable(task);
    }

    private List<String> words(String text) {
        return Tokens13a.of(lowercase ? text.toLowerCase(Locale.ROOT) : text);
    }

    private static double score(List<String> response, List<String> reference) {
        double logs = 0;
        double halving = 1;
        boolean any = false;
        int orders = Math.min(ORDERS, response.size());
        for (int n = 1; n <= orders; n++) {
            NGrams.Overlap overlap = NGrams.of(response, reference, n);
            double precision = (double) overlap.matches() / overlap.response();
            if (overlap.matches() == 0) {
                halving *= 2;
                precision = 1 / (halving * overlap.response());
            }
            any |= overlap.matches() > 0;
            logs += Math.log(precision);
        }
        if (!any) {
            return 0;
        }
        double brevity =
                response.size() < reference.size() ? Math.exp(1 - (double) reference.size() / response.size()) : 1;
        return Math.min(1, brevity * Math.exp(logs / orders));
    }
}
