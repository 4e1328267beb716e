package dev.rlvr4j.rewards.math;

import org.jspecify.annotations.Nullable;

/** The letter of an answer to a question of multiple choice: {@code (B)}, {@code B)}, {@code \text{Option B}}, {@code B: 12}. */
final class Choices {
    private static final String LAST = "J";

    private Choices() {}

    /** The letter a reference is, brackets and text commands aside; null if it is more than one capital from A to J. */
    static @Nullable String reference(String text) {
        String letter = PlainText.compact(text);
        return isLetter(letter) ? letter : null;
    }

    /** The letter an answer begins with, if nothing behind it names another; null if there is none. */
    static @Nullable String answer(String text) {
        String words = PlainText.unwrapped(text);
        for (String title : new String[] {"option", "choice", "answer"}) {
            if (words.regionMatches(true, 0, title, 0, title.length())) {
                words = words.substring(title.length()).strip();
            }
        }
        boolean bracket = words.startsWith("(");
        int at = bracket ? 1 : 0;
        if (words.length() <= at || !isLetter(words.substring(at, at + 1))) {
            return null;
        }
        String rest = words.substring(at + 1);
        boolean ends = rest.isEmpty() || ").:".indexOf(rest.charAt(0)) >= 0 && (!bracket || rest.charAt(0) == ')');
        return ends && !namesAnother(rest) ? words.substring(at, at + 1) : null;
    }

    /** Several letters, {@code A, C and D}, in the order of the alphabet; null if anything else stands there, or but one. */
    static @Nullable String several(String text) {
        StringBuilder letters = new StringBuilder();
        for (char c : PlainText.unwrapped(text).replace("and", "").toCharArray()) {
            if (c >= 'A' && c <= LAST.charAt(0)) {
                letters.append(c);
            } else if (" ,;()".indexOf(c) < 0) {
                return null;
            }
        }
        char[] sorted = letters.toString().toCharArray();
        java.util.Arrays.sort(sorted);
        return sorted.length > 1 ? new String(sorted) : null;
    }

    private static boolean namesAnother(String text) {
        for (int i = 0; i < text.length(); i++) {
            boolean before = i == 0 || !Character.isLetter(text.charAt(i - 1));
            boolean behind = i + 1 == text.length() || !Character.isLetter(text.charAt(i + 1));
            if (before && behind && isLetter(text.substring(i, i + 1))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLetter(String text) {
        return text.length() == 1 && text.compareTo("A") >= 0 && text.compareTo(LAST) <= 0;
    }
}
