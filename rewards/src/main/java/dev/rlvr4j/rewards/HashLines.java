package dev.rlvr4j.rewards;

import java.util.Optional;
import java.util.Set;

/** The {@code #### n} lines of GSM8K's layout. */
final class HashLines {
    private static final String MARK = "####";
    private static final int LONGEST_QUANTITY = 60;
    private static final int MOST_WORDS = 3;
    private static final Set<String> NO_UNITS = Set.of("or", "and", "if", "to", "is", "not", "than", "but");

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

    /**
     * As {@link #lastNumberLine}, or a number with up to three words in lower case behind it: {@code #### 72 dollars}. A heading
     * ({@code #### 2. Add them}) and a choice ({@code #### 72 or 73}) are none.
     */
    static Optional<String> lastQuantityLine(String text) {
        int mark = text.lastIndexOf(MARK);
        while (mark >= 0) {
            if (isNumberLine(text, mark + MARK.length()) || isQuantityLine(text, mark + MARK.length())) {
                return Optional.of(rest(text, mark));
            }
            mark = text.lastIndexOf(MARK, mark - 1);
        }
        return Optional.empty();
    }

    private static boolean isQuantityLine(String text, int from) {
        int to = from;
        while (to < text.length() && to - from <= LONGEST_QUANTITY && !endsLine(text.charAt(to))) {
            to++;
        }
        String[] words = text.substring(from, to).strip().split(" ", MOST_WORDS + 2);
        if (to - from > LONGEST_QUANTITY || words.length > MOST_WORDS + 1) {
            return false;
        }
        String number = words[0];
        boolean plain = !number.isEmpty()
                && Character.isDigit(number.charAt(number.length() - 1))
                && number.chars().allMatch(c -> "-$.,/0123456789".indexOf(c) >= 0);
        for (int i = 1; i < words.length; i++) {
            String word = i == words.length - 1 && words[i].endsWith(".")
                    ? words[i].substring(0, words[i].length() - 1)
                    : words[i];
            plain &= !word.isEmpty() && word.chars().allMatch(Character::isLowerCase) && !NO_UNITS.contains(word);
        }
        return plain;
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
