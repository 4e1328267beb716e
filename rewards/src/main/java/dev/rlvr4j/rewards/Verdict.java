package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a verifier finds. Its name opens {@link Score#reason}, and the parts tell it to the metrics. */
public enum Verdict {
    /** The answer is equal to the reference. */
    CORRECT(1, 1),
    /** It is not. */
    WRONG(0, 1),
    /** The response holds no answer where one is sought. */
    NO_ANSWER(0, 0),
    /** It holds one that cannot be read. */
    UNPARSEABLE(0, 1),
    /** Comparing took too long, or was larger than the verifier's bounds. */
    LIMIT(0, 1),
    /** The reference itself cannot be read: such a task should have been left out when it was loaded. */
    GOLD_UNUSABLE(0, 1);

    private static final int SHOWN = 80;

    private final double correct;
    private final double hasAnswer;

    Verdict(double correct, double hasAnswer) {
        this.correct = correct;
        this.hasAnswer = hasAnswer;
    }

    /** A score of 1 or 0 with the parts {@code correct} and {@code has_answer}. */
    Score score(String detail) {
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("correct", correct);
        parts.put("has_answer", hasAnswer);
        return new Score(correct, parts, name() + ": " + detail);
    }

    /** Model output as a reason may carry it: quoted, on one line, at most 80 characters of it. */
    static String quote(String text) {
        StringBuilder shown = new StringBuilder("'");
        for (int i = 0; i < Math.min(SHOWN, text.length()); i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? ' ' : c);
        }
        return shown.append(text.length() > SHOWN ? "…'" : "'").toString();
    }
}
