package dev.rlvr4j.rewards;

import java.util.Optional;

/** The last number in a text, found in one backward scan. */
final class LastNumber {
    private LastNumber() {}

    static Optional<String> find(String text) {
        int end = text.length();
        while (end > 0 && !digit(text, end - 1)) {
            end--;
        }
        if (end == 0) {
            return Optional.empty();
        }
        int start = end - 1;
        while (start > 0 && (digit(text, start - 1) || joins(text, start - 1))) {
            start--;
        }
        if (start > 0 && text.charAt(start - 1) == '.') {
            start--;
        }
        int sign = start - 1;
        if (sign >= 0 && text.charAt(sign) == '$') {
            sign--;
        }
        boolean signed = sign >= 0
                && (text.charAt(sign) == '-' || text.charAt(sign) == '\u2212')
                && (sign == 0 || !Character.isLetterOrDigit(text.charAt(sign - 1)));
        int from = signed ? sign : start;
        int to = end < text.length() && text.charAt(end) == '%' ? end + 1 : end;
        return Optional.of(text.substring(from, to));
    }

    /** A separator with digits on both sides belongs to the number. */
    private static boolean joins(String text, int i) {
        char c = text.charAt(i);
        return (c == ',' || c == '.' || c == '/') && digit(text, i - 1) && digit(text, i + 1);
    }

    private static boolean digit(String text, int i) {
        return i >= 0 && i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
}
