package dev.rlvr4j.rewards.math;

import java.util.Optional;

/** The last number of a text that stands by itself, with its sign, fraction, thousands, percent, or the tuple it closes. */
final class LastValue {
    private static final int LONGEST_TUPLE = 200;
    private static final String MINUS = "-\u2212\u2013";

    private LastValue() {}

    static Optional<String> find(String text, int from) {
        int end = text.length();
        while (end > from && !digit(text, end - 1)) {
            end--;
        }
        if (end <= from) {
            return Optional.empty();
        }
        int start = end - 1;
        while (start > from && (digit(text, start - 1) || joins(text, start - 1))) {
            start--;
        }
        if (start > from && text.charAt(start - 1) == '.') {
            start--;
        }
        if (delimited(text, start, end)) {
            return Optional.empty();
        }
        if (end < text.length() && (text.charAt(end) == ')' || text.charAt(end) == ']')) {
            Optional<String> tuple = tuple(text, from, end);
            if (tuple.isPresent()) {
                return tuple;
            }
        }
        boolean signed = start > from
                && MINUS.indexOf(text.charAt(start - 1)) >= 0
                && (start - 1 == from || !Character.isLetterOrDigit(text.charAt(start - 2)));
        String number = (signed ? "-" : "") + text.substring(start, end);
        String behind = text.substring(end, Math.min(text.length(), end + 12)).strip();
        return Optional.of(DecimalComma.read(number).orElse(number) + (Environs.isPercent(behind) ? "\\%" : ""));
    }

    /** Whether it stands right inside a dollar sign or {@code \( \)} that did not make mathematics of it. */
    private static boolean delimited(String text, int start, int end) {
        int before = start - 1;
        while (before >= 0 && text.charAt(before) <= ' ') {
            before--;
        }
        int behind = end;
        while (behind < text.length() && text.charAt(behind) <= ' ') {
            behind++;
        }
        boolean opened = before >= 0
                && (text.charAt(before) == '$'
                        || before > 0 && text.charAt(before) == '(' && text.charAt(before - 1) == '\\');
        boolean closed = behind < text.length() && (text.charAt(behind) == '$' || text.startsWith("\\)", behind));
        return opened && closed;
    }

    private static Optional<String> tuple(String text, int from, int close) {
        boolean comma = false;
        for (int i = close - 1; i >= Math.max(from, close - LONGEST_TUPLE); i--) {
            char c = text.charAt(i);
            comma |= c == ',';
            if (c == '(' || c == '[') {
                return comma ? Optional.of(text.substring(i, close + 1)) : Optional.empty();
            }
            if (!digit(text, i) && " ,.-/".indexOf(c) < 0) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean joins(String text, int i) {
        char c = text.charAt(i);
        return (c == ',' || c == '.' || c == '/') && i > 0 && digit(text, i - 1) && digit(text, i + 1);
    }

    private static boolean digit(String text, int i) {
        return Digits.isDigit(text.charAt(i));
    }
}
