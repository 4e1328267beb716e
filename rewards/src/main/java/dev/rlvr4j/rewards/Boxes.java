package dev.rlvr4j.rewards;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The last top-level {@code \boxed{…}} of a text, found in one forward scan. */
final class Boxes {
    /** Boxes this close are one list (Math-Verify's rule): by themselves, and with a separating word or sign between. */
    private static final int ADJACENT = 10;

    private static final int LISTED = 70;
    private static final int MAX_LIST = 32;

    private Boxes() {}

    static Optional<String> last(String text) {
        Set<String> group = new LinkedHashSet<>();
        int previousEnd = -1;
        int at = next(text, 0);
        while (at >= 0) {
            int open = text.indexOf('{', at);
            int close = closing(text, open);
            if (close < 0) {
                return Optional.empty();
            }
            if (previousEnd < 0 || !listed(text, previousEnd, at)) {
                group.clear();
            }
            if (group.size() < MAX_LIST) {
                group.add(text.substring(open + 1, close).strip());
            }
            previousEnd = close + 1;
            at = next(text, previousEnd);
        }
        String answer = String.join(", ", group);
        return answer.isEmpty() ? Optional.empty() : Optional.of(answer);
    }

    /** The backslash of the next box command, blanks before its brace allowed, or -1. */
    private static int next(String text, int from) {
        int at = text.indexOf('\\', from);
        while (at >= 0) {
            int end = text.startsWith("boxed", at + 1) ? at + 6 : text.startsWith("fbox", at + 1) ? at + 5 : -1;
            if (end > 0) {
                while (end < text.length() && text.charAt(end) == ' ') {
                    end++;
                }
                if (end < text.length() && text.charAt(end) == '{') {
                    return at;
                }
            }
            at = text.indexOf('\\', at + 1);
        }
        return -1;
    }

    /** The brace that closes the one at {@code open}; escaped braces do not count. */
    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    private static boolean listed(String text, int from, int to) {
        if (to - from < ADJACENT) {
            return true;
        }
        if (to - from >= LISTED) {
            return false;
        }
        String gap = text.substring(from, to);
        return gap.contains(",") || gap.contains(";") || hasWord(gap, "or") || hasWord(gap, "and");
    }

    /** Whether a word stands in a text with no letter beside it, as in {@code \text{and}}. */
    private static boolean hasWord(String text, String word) {
        int at = text.indexOf(word);
        while (at >= 0) {
            int end = at + word.length();
            boolean before = at == 0 || !Character.isLetter(text.charAt(at - 1));
            if (before && (end == text.length() || !Character.isLetter(text.charAt(end)))) {
                return true;
            }
            at = text.indexOf(word, end);
        }
        return false;
    }
}
