package dev.rlvr4j.rewards;

import java.util.Optional;

/** The {@code #### n} lines of GSM8K's layout. */
final class HashLines {
    private static final String MARK = "####";

    private HashLines() {}

    /** Whether a text is in GSM8K's layout. */
    static boolean present(String text) {
        return text.contains(MARK);
    }

    /** What follows the last mark on its line, as it stands: the rule for references. */
    static String last(String text) {
        return rest(text, text.lastIndexOf(MARK));
    }

    /** What follows the last mark whose line is a number and not prose: the rule for responses. */
    static Optional<String> lastNumberLine(String text) {
        int mark = text.lastIndexOf(MARK);
        while (mark >= 0) {
            if (isNumberLine(text, mark + MARK.length())) {
                return Optional.of(rest(text, mark));
            }
            mark = text.lastIndexOf(MARK, mark - 1);
        }
        return Optional.empty();
    }

    private static String rest(String text, int mark) {
        int from = mark + MARK.length();
        int to = from;
        while (to < text.length() && !endsLine(text.charAt(to))) {
            to++;
        }
        return text.substring(from, to).strip();
    }

    /** Whether the line from here on has a digit, no word and no further hash; it stops at the first, so the scan is linear. */
    private static boolean isNumberLine(String text, int from) {
        boolean digit = false;
        boolean wordMayStart = true;
        for (int i = from; i < text.length() && !endsLine(text.charAt(i)); i++) {
            char c = text.charAt(i);
            if (c == '#' || (wordMayStart && Character.isLetter(c))) {
                return false;
            }
            wordMayStart = Character.isWhitespace(c);
            digit |= Character.isDigit(c);
        }
        return digit;
    }

    private static boolean endsLine(char c) {
        return c == '\n' || c == '\r';
    }
}
