package dev.rlvr4j.rewards;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/** Verifier {@code exact}: 1 where the trimmed response is the trimmed reference, character by character, else 0. */
public final class ExactMatch implements Verifier {
    private final String name;
    private final AnswerExtraction extraction;
    private final boolean normalised;

    /** The verifier {@code exact}: the whole response, trimmed. */
    public ExactMatch() {
        this("exact", AnswerExtraction.whole(), false);
    }

    /**
     * An exact match of another part of the response.
     *
     * @param normalised compare case-insensitively, in Unicode's NFKC form, each run of white space as one blank, and without
     *     a full stop at the end
     */
    public ExactMatch(String name, AnswerExtraction extraction, boolean normalised) {
        this.name = name;
        this.extraction = extraction;
        this.normalised = normalised;
    }

    @Override
    public String name() {
        return name;
    }

    /** @throws InputException if the reference is blank */
    @Override
    public Score verify(Attempt attempt) {
        String gold = attempt.reference().strip();
        if (gold.isEmpty()) {
            throw new InputException(
                    "the reference of task '" + attempt.taskId() + "' is blank; an exact match needs a reference text");
        }
        Optional<String> answer = extraction.find(attempt.response());
        if (answer.isEmpty()) {
            return Verdict.NO_ANSWER.score("the response gives no answer");
        }
        boolean equal = normalised ? normalise(gold).equals(normalise(answer.get())) : gold.equals(answer.get());
        return equal
                ? Verdict.CORRECT.score(Verdict.quote(answer.get()))
                : Verdict.WRONG.score(Verdict.quote(answer.get()) + " instead of " + Verdict.quote(gold));
    }

    private static String normalise(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        StringBuilder words = new StringBuilder(folded.length());
        boolean blank = false;
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (Character.isWhitespace(c)) {
                blank = words.length() > 0;
            } else {
                if (blank) {
                    words.append(' ');
                    blank = false;
                }
                words.append(c);
            }
        }
        int end = words.length();
        return end > 1 && words.charAt(end - 1) == '.' ? words.substring(0, end - 1) : words.toString();
    }
}
