package dev.rlvr4j.envs.generators;

import dev.rlvr4j.rewards.AnswerExtraction;
import dev.rlvr4j.rewards.Attempt;
import java.util.Optional;

/**
 * The answer of a response, in plain characters.
 *
 * <p>It stands behind the last {@code </think>}: the last {@code <answer>…</answer>}, else the last {@code \boxed{…}}, else the
 * rest of the last {@code ####} line, else, where there is no such mark, the whole response if it is one line. One place is
 * looked at, so that listing answers never pays. A line that the token limit cut is no answer: more digits may have followed.
 *
 * <p>Plain means: full-width forms and the usual signs ({@code − × ÷ ·}, superscripts) as ASCII, simple LaTeX
 * ({@code \frac \cdot \text …}) written out, no full stop at the end.
 */
public final class AnswerText {
    private static final AnswerExtraction MARKED = AnswerExtraction.answerTag().or(AnswerExtraction.boxed());
    private static final String HASHES = "####";

    private AnswerText() {}

    /** Where the answer stands, as it was written. */
    static Optional<String> find(Attempt attempt) {
        return AnswerExtraction.afterThinking(
                        response -> MARKED.find(response).or(() -> line(response, attempt.truncated())))
                .find(attempt.response());
    }

    private static Optional<String> line(String response, boolean truncated) {
        int mark = response.lastIndexOf(HASHES);
        if (mark < 0) {
            String whole = response.strip();
            return truncated || whole.isEmpty() || whole.indexOf('\n') >= 0 ? Optional.empty() : Optional.of(whole);
        }
        int end = response.indexOf('\n', mark);
        if (end < 0 && truncated) {
            return Optional.empty();
        }
        String rest = response.substring(mark + HASHES.length(), end < 0 ? response.length() : end)
                .strip();
        return rest.isEmpty() ? Optional.empty() : Optional.of(rest);
    }

    /** The answer in plain characters; empty where it has hidden characters or LaTeX that is not known. */
    static Optional<String> plain(String answer) {
        StringBuilder plain = new StringBuilder(answer.length());
        boolean raised = false;
        for (int i = 0; i < answer.length(); i++) {
            char c = answer.charAt(i);
            int power = "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c);
            if (power >= 0) {
                plain.append(raised ? "" : "^").append((char) ('0' + power));
                raised = true;
                continue;
            }
            raised = false;
            if (c >= '！' && c <= '～') {
                c -= 0xFEE0;
            }
            switch (c) {
                case '−', '–' -> plain.append('-');
                case '×', '·', '⋅' -> plain.append('*');
                case '÷', '⁄' -> plain.append('/');
                case '→' -> plain.append("->");
                case '\u00a0', '\u2002', '\u2003', '\u2009', '\u202f', '\t' -> plain.append(' ');
                case '\n', '\r' -> plain.append('\n');
                default -> {
                    int type = Character.getType(c);
                    if (type == Character.CONTROL || type == Character.FORMAT || type == Character.UNASSIGNED) {
                        return Optional.empty();
                    }
                    plain.append(c);
                }
            }
        }
        return SimpleLatex.written(plain.toString()).map(AnswerText::withoutFullStop);
    }

    private static String withoutFullStop(String text) {
        String stripped = text.strip();
        return stripped.length() > 1 && stripped.endsWith(".")
                ? stripped.substring(0, stripped.length() - 1).strip()
                : stripped;
    }
}
