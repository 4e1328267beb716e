package dev.rlvr4j.rewards;

import java.util.Optional;

/**
 * Where in a response its answer stands. Each strategy yields at most one answer, so that listing several never pays, and is
 * one linear scan: no regular expression runs on model output.
 */
@FunctionalInterface
public interface AnswerExtraction {
    /** The answer's text, trimmed and not empty, if this strategy finds one. */
    Optional<String> find(String response);

    /** This strategy, or where it finds nothing the next: the first hit wins. */
    default AnswerExtraction or(AnswerExtraction next) {
        return response -> find(response).or(() -> next.find(response));
    }

    /**
     * GSM8K's last line, {@code #### 72}: the rest of the last {@code ####} line that holds a number and no prose, so that a
     * Markdown heading ({@code #### 1. Add them}) is not taken for an answer, nor {@code #### 72 or 73}.
     */
    static AnswerExtraction hashes() {
        return HashLines::lastNumberLine;
    }

    /** As {@link #hashes}, where a unit may follow the number: {@code #### 72 dollars}. */
    static AnswerExtraction quantityHashes() {
        return HashLines::lastQuantityLine;
    }

    /**
     * The last top-level {@code \boxed{…}} or {@code \fbox{…}} with balanced braces. Different boxes side by side are read as a
     * list ({@code 41, 42}), equal ones as one; an unclosed last box is no answer. {@code \boxed 5} counts, {@code \boxed} before
     * a word does not.
     */
    static AnswerExtraction boxed() {
        return Boxes::last;
    }

    /** What follows the last box of {@link #boxed}. */
    static AnswerExtraction behindBox() {
        return Boxes::behindLast;
    }

    /** The content of the last {@code <answer>…</answer>}. */
    static AnswerExtraction answerTag() {
        return response -> {
            int open = response.lastIndexOf("<answer>");
            int close = open < 0 ? -1 : response.indexOf("</answer>", open);
            return close < 0 ? Optional.empty() : nonBlank(response.substring(open + "<answer>".length(), close));
        };
    }

    /** The last number anywhere in the text; lenient, as it pays answers in no format at all. */
    static AnswerExtraction lastNumber() {
        return LastNumber::find;
    }

    /** The whole response, trimmed. */
    static AnswerExtraction whole() {
        return AnswerExtraction::nonBlank;
    }

    /**
     * Looks only behind the last {@code </think>}: what is thought is not answered. A {@code <think>} left open hides
     * everything after it.
     */
    static AnswerExtraction afterThinking(AnswerExtraction inner) {
        return response -> {
            int close = response.lastIndexOf("</think>");
            int start = close < 0 ? 0 : close + "</think>".length();
            int open = response.indexOf("<think>", start);
            return inner.find(response.substring(start, open < 0 ? response.length() : open));
        };
    }

    private static Optional<String> nonBlank(String text) {
        String trimmed = text.strip();
        return trimmed.isEmpty() ? Optional.empty() : Optional.of(trimmed);
    }
}
