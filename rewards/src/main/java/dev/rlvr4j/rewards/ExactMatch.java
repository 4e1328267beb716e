package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/** Verifier {@code exact}: 1 where the trimmed response is the trimmed reference, character by character, else 0. */
public final class ExactMatch implements AnswerVerifier {
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

    @Override
    public String version() {
        return name + "-1";
    }

    /** @throws dev.rlvr4j.core.InputException if the reference is blank */
    @Override
    public Score verify(Attempt attempt) {
        return judge(attempt, Deadline.NONE).scoreOfUsable(); // linear, so that it needs no deadline
    }

    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) {
        Optional<String> unusable = unusable(attempt);
        if (unusable.isPresent()) {
            return Judgement.of(Verdict.GOLD_UNUSABLE, null, unusable.get());
        }
        String gold = attempt.reference().strip();
        Optional<String> found = extraction.find(attempt.response());
        if (found.isEmpty()) {
            return Judgement.of(Verdict.NO_ANSWER, null, "the response gives no answer");
        }
        String answer = found.get();
        boolean equal = normalised ? normalise(gold).equals(normalise(answer)) : gold.equals(answer);
        return equal
                ? Judgement.of(Verdict.CORRECT, answer, Verdict.quote(answer))
                : Judgement.of(Verdict.WRONG, answer, Verdict.quote(answer) + " instead of " + Verdict.quote(gold));
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        return task.reference().isBlank()
                ? Optional.of(
                        "the reference of task '" + task.taskId() + "' is blank; an exact match needs a reference text")
                : Optional.empty();
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
