package dev.rlvr4j.envs.generators;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.envs.generators.exact.Literals;
import dev.rlvr4j.envs.generators.exact.Rational;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Verdict;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Comparisons of plain answers with a reference, exact and without partial credit. Each takes one answer and nothing around
 * it: {@code 17+38}, {@code 12 or 13} and {@code about 5} are not numbers.
 */
public final class Answers {
    private static final int SHOWN = 80;

    private Answers() {}

    /** One whole number: {@code 1234}, {@code -5}, {@code 1,234}. */
    public static Judgement integer(String answer, String reference) {
        Optional<BigInteger> value = Literals.integer(answer);
        BigInteger gold = Literals.integer(reference).orElseThrow(() -> unusable(reference, "a whole number"));
        return value.map(v -> compared(answer, v.equals(gold), reference))
                .orElseGet(() -> unreadable(answer, "a whole number"));
    }

    /** One exact number of equal value: {@code 0.25}, {@code 1/4}, {@code 2/8}. */
    public static Judgement number(String answer, String reference) {
        Optional<Rational> value = Literals.number(answer);
        Rational gold = Literals.number(reference).orElseThrow(() -> unusable(reference, "a number"));
        return value.map(v -> compared(answer, v.equals(gold), reference))
                .orElseGet(() -> unreadable(answer, "a number"));
    }

    /** Whole numbers in this order, separated by commas or blanks, brackets around them allowed. */
    public static Judgement integers(String answer, String reference) {
        Optional<List<BigInteger>> value = Literals.integers(answer);
        List<BigInteger> gold = Literals.integers(reference).orElseThrow(() -> unusable(reference, "a list"));
        return value.map(v -> compared(answer, v.equals(gold), reference))
                .orElseGet(() -> unreadable(answer, "a list of whole numbers"));
    }

    /** The same text but for case and surrounding white space. */
    public static Judgement text(String answer, String reference) {
        boolean same =
                answer.strip().toLowerCase(Locale.ROOT).equals(reference.strip().toLowerCase(Locale.ROOT));
        return compared(answer, same, reference);
    }

    /** Correct or wrong. */
    public static Judgement compared(String answer, boolean equal, String reference) {
        return equal
                ? Judgement.of(Verdict.CORRECT, answer, quote(answer))
                : Judgement.of(Verdict.WRONG, answer, quote(answer) + " instead of " + quote(reference));
    }

    /** Wrong, for a reason of the generator's own. */
    public static Judgement wrong(String answer, String why) {
        return Judgement.of(Verdict.WRONG, answer, quote(answer) + ": " + why);
    }

    /** Not the kind of answer that is asked for. */
    public static Judgement unreadable(String answer, String expected) {
        return Judgement.of(Verdict.UNPARSEABLE, answer, quote(answer) + " is not " + expected);
    }

    private static RlvrException unusable(String reference, String expected) {
        return new RlvrException("the reference " + quote(reference) + " is not " + expected);
    }

    /** On one line, at most 80 characters of it. */
    private static String quote(String text) {
        StringBuilder shown = new StringBuilder("'");
        for (int i = 0; i < Math.min(SHOWN, text.length()); i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? ' ' : c);
        }
        return shown.append(text.length() > SHOWN ? "…'" : "'").toString();
    }
}
