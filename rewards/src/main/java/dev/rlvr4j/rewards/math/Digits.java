package dev.rlvr4j.rewards.math;

import org.jspecify.annotations.Nullable;

/**
 * A number as it stands in a text: thousands parted by {@code 1,000}, {@code 1{,}000}, {@code 1,\!000}, {@code 1\,000} or
 * {@code 1 000}, a decimal point (or {@code 0{,}5}), an exponent ({@code 1.5e-3}).
 */
final class Digits {
    private final String text;
    private final boolean bareCommas;
    private final StringBuilder literal = new StringBuilder();
    private int at;

    /** @param bareCommas whether a comma without braces may part thousands */
    Digits(String text, int from, boolean bareCommas) {
        this.text = text;
        this.bareCommas = bareCommas;
        this.at = from;
        read();
    }

    static boolean startsAt(String text, int at) {
        return isDigit(text.charAt(at)) || (text.charAt(at) == '.' && digitAt(text, at + 1));
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** A text with {@code E} for the e of {@code 7e-3}, that could be Euler's number. */
    static String scientific(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 1; i + 2 < text.length(); i++) {
            char sign = text.charAt(i + 1);
            if (text.charAt(i) == 'e' && digitAt(text, i - 1) && (sign == '-' || sign == '+') && digitAt(text, i + 2)) {
                out.setCharAt(i, 'E');
            }
        }
        return out.toString();
    }

    private static boolean digitAt(String text, int at) {
        return at < text.length() && isDigit(text.charAt(at));
    }

    /** Digits with at most one point, which may be last where a repeating part follows, and an exponent behind {@code e}. */
    String literal() {
        return literal.toString();
    }

    /** Where the text goes on. */
    int end() {
        return at;
    }

    private void read() {
        int from = at;
        digits();
        int lead = at - from;
        if (lead >= 1 && lead <= 3 && text.charAt(from) != '0') {
            thousands();
        }
        if (at < text.length() && text.charAt(at) == '.') {
            if (digitAt(text, at + 1)) {
                at++;
                literal.append('.');
                digits();
            } else if (repeats(at + 1)) {
                at++;
                literal.append('.');
            }
        } else if (lead > 0 && text.startsWith("{,}", at) && digitAt(text, at + 3)) {
            at += 3;
            literal.append('.');
            digits();
        }
        exponent();
        if (literal.length() > Bounds.DIGITS) {
            throw new Outside.Exceeded("a number has more than " + Bounds.DIGITS + " digits");
        }
    }

    private void digits() {
        int from = at;
        while (digitAt(text, at)) {
            at++;
        }
        literal.append(text, from, at);
    }

    private boolean repeats(int from) {
        return text.startsWith("\\overline{", from)
                || text.startsWith("\\dot{", from)
                || text.startsWith("\\bar{", from);
    }

    /** Groups of three, all parted in one way. */
    private void thousands() {
        String separator = null;
        while (true) {
            String next = separatorAt();
            if (next == null || (separator != null && !separator.equals(next))) {
                return;
            }
            int group = at + next.length();
            while (next.endsWith("!") && group < text.length() && text.charAt(group) == ' ') {
                group++;
            }
            boolean three = digitAt(text, group) && digitAt(text, group + 1) && digitAt(text, group + 2);
            if (!three || digitAt(text, group + 3) || !wholeRun(next, group)) {
                return;
            }
            literal.append(text, group, group + 3);
            at = group + 3;
            separator = next;
        }
    }

    /** For bare commas: all groups up to the end of the run must be of three, or it is a list ({@code 100,200,3}). */
    private boolean wholeRun(String separator, int group) {
        if (!separator.equals(",")) {
            return true;
        }
        int i = group;
        while (true) {
            int from = i;
            while (digitAt(text, i)) {
                i++;
            }
            if (i - from != 3) {
                return false;
            }
            if (i < text.length() && text.charAt(i) == ',' && digitAt(text, i + 1)) {
                i++;
            } else {
                return true;
            }
        }
    }

    private @Nullable String separatorAt() {
        for (String s : new String[] {"{,}\\!", "{,}", ",\\!", "\\,", "\\ ", "\\:", "\\;", "\\!"}) {
            if (text.startsWith(s, at)) {
                return s;
            }
        }
        if (at < text.length()) {
            char c = text.charAt(at);
            if ((c == ',' && bareCommas) || c == ' ' || c == '~') {
                return String.valueOf(c);
            }
        }
        return null;
    }

    /** {@code 3e8}, {@code 1.5e-3}, {@code 2E-7}; but {@code 2e-1} is twice Euler's number less one. */
    private void exponent() {
        if (at >= text.length() || (text.charAt(at) != 'e' && text.charAt(at) != 'E')) {
            return;
        }
        int i = at + 1;
        boolean signed = i < text.length() && (text.charAt(i) == '-' || text.charAt(i) == '+');
        if (signed) {
            i++;
        }
        int from = i;
        while (digitAt(text, i)) {
            i++;
        }
        int length = i - from;
        boolean meant = text.charAt(at) == 'E'
                || !signed
                || length > 1
                || literal.indexOf(".") >= 0
                || literal.toString().equals("1");
        if (length == 0 || !meant || (i < text.length() && Lexer.isLetter(text.charAt(i)))) {
            return;
        }
        if (length > 4 || Integer.parseInt(text.substring(from, i)) > Bounds.DIGITS) {
            throw new Outside.Exceeded("a number has more than " + Bounds.DIGITS + " digits");
        }
        literal.append(text, at, i);
        at = i;
    }
}
