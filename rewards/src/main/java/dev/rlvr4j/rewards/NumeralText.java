package dev.rlvr4j.rewards;

import org.jspecify.annotations.Nullable;

/** Folds the many spellings of a number's characters to a few plain ones, or refuses the text. One linear pass. */
final class NumeralText {
    /** Stands for {@code \frac}, {@code \dfrac}, {@code \tfrac}. */
    static final char FRACTION = 'F';

    private static final String PLAIN = "0123456789.,/+-eE$%{} ";

    private NumeralText() {}

    /**
     * The text in the characters of a numeral, or null where it holds any other: letters, control and zero-width characters,
     * digits of other scripts, TeX commands. Math delimiters around it are dropped.
     */
    static @Nullable String plain(String text) {
        if (text.length() > Numeral.MAX_CHARS) {
            return null;
        }
        String inner = withoutMathDelimiters(text.strip());
        StringBuilder plain = new StringBuilder(inner.length());
        int i = 0;
        while (i < inner.length()) {
            char c = inner.charAt(i);
            if (c == '\\') {
                i = command(inner, i + 1, plain);
                if (i < 0) {
                    return null;
                }
            } else if (inner.startsWith("{,}", i)) {
                plain.append(',');
                i += 3;
            } else {
                char folded = fold(c);
                if (PLAIN.indexOf(folded) < 0) {
                    return null;
                }
                plain.append(folded);
                i++;
            }
        }
        return plain.toString();
    }

    /** Appends what the TeX command starting at {@code i} (after the backslash) stands for; returns its end, or -1. */
    private static int command(String text, int i, StringBuilder plain) {
        if (i >= text.length()) {
            return -1;
        }
        switch (text.charAt(i)) {
            case '$', '%' -> plain.append(text.charAt(i));
            case ',' -> plain.append(','); // thin space: 1\,000
            case '!' -> {} // negative thin space: 1,\!000
            default -> {
                for (String name : new String[] {"frac", "dfrac", "tfrac"}) {
                    if (text.startsWith(name, i)) {
                        plain.append(FRACTION);
                        return i + name.length();
                    }
                }
                return -1;
            }
        }
        return i + 1;
    }

    private static char fold(char c) {
        if (c >= '\uFF01' && c <= '\uFF5E') {
            return (char) (c - 0xFEE0); // full-width forms
        }
        return switch (c) {
            case '\u2212', '\u2010', '\u2011', '\u2012', '\u2013', '\uFE63' -> '-';
            case '\u2009', '\u202F' -> ','; // thin spaces part thousands
            case '\u00A0', '\t' -> ' ';
            case '€', '£', '¥' -> '$';
            default -> c;
        };
    }

    private static String withoutMathDelimiters(String text) {
        String inner = text;
        for (int layer = 0; layer < 2; layer++) {
            if (inner.length() > 2 && inner.startsWith("$") && inner.endsWith("$") && !inner.endsWith("\\$")) {
                inner = inner.substring(1, inner.length() - 1).strip();
            } else if (inner.length() > 4
                    && ((inner.startsWith("\\(") && inner.endsWith("\\)"))
                            || (inner.startsWith("\\[") && inner.endsWith("\\]")))) {
                inner = inner.substring(2, inner.length() - 2).strip();
            }
        }
        return inner;
    }
}
