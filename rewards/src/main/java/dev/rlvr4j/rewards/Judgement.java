package dev.rlvr4j.rewards;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Score;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link AnswerVerifier} says of a response.
 *
 * @param verdict what it found
 * @param value the reward, finite; usually 1 for correct and 0 for all else
 * @param extracted the answer it took from the response; null where it found none
 * @param detail why, in a short sentence
 */
public record Judgement(
        Verdict verdict, double value, @Nullable String extracted, String detail) {
    public Judgement {
        if (!Double.isFinite(value)) {
            throw new RlvrException("the value of a judgement must be finite, but is " + value + " (" + detail + ")");
        }
    }

    /** 1 for correct, 0 for all else. */
    public static Judgement of(Verdict verdict, @Nullable String extracted, String detail) {
        return new Judgement(verdict, verdict == Verdict.CORRECT ? 1 : 0, extracted, detail);
    }

    /**
     * As a score, unless the reference is unusable: a completion cannot be blamed for that, so it is never a 0.
     *
     * @throws InputException with the detail, where the verdict is {@link Verdict#GOLD_UNUSABLE}
     */
    public Score scoreOfUsable() {
        if (verdict == Verdict.GOLD_UNUSABLE) {
            throw new InputException(detail);
        }
        return score();
    }

    /**
     * As a score: parts {@code correct} and {@code has_answer}, and one part per verdict that is 1 or 0, so that the means in the
     * metrics are shares.
     */
    public Score score() {
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put(Score.CORRECT, verdict == Verdict.CORRECT ? 1.0 : 0.0);
        parts.put("has_answer", verdict == Verdict.NO_ANSWER ? 0.0 : 1.0);
        for (Verdict each : Verdict.values()) {
            parts.put("verdict/" + each.name().toLowerCase(Locale.ROOT), each == verdict ? 1.0 : 0.0);
        }
        return new Score(value, parts, verdict + ": " + detail);
    }
}
