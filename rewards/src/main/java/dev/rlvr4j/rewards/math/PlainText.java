package dev.rlvr4j.rewards.math;

import java.util.Locale;
import java.util.Set;

/** An answer as words: what remains of it without LaTeX's wrappers, for answers that are no mathematics. */
final class PlainText {
    private static final Set<String> WRAPPERS = Set.of(
            "text",
            "textbf",
            "textit",
            "textrm",
            "textnormal",
            "textsf",
            "texttt",
            "mbox",
            "hbox",
            "emph",
            "mathrm",
            "mathbf",
            "mathit",
            "mathsf",
            "mathtt",
            "operatorname",
            "boxed",
            "fbox",
            "left",
            "right",
            "quad",
            "qquad",
            "displaystyle",
            "bf",
            "rm",
            "it");

    private PlainText() {}

    /** In lower case with single blanks, without wrappers. */
    static String spaced(String text) {
        return unwrapped(text).toLowerCase(Locale.ROOT);
    }

    /** Without wrappers and blanks; letters keep their case where there is but one. */
    static String compact(String text) {
        String words = unwrapped(text);
        StringBuilder out = new StringBuilder(words.length());
        int letters = 0;
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (c != ' ' && c != '"' && !(c == '.' && i == words.length() - 1)) {
                out.append(c);
                letters += Lexer.isLetter(c) ? 1 : 0;
            }
        }
        if (out.length() == 3 && out.charAt(0) == '(' && out.charAt(2) == ')') {
            out.deleteCharAt(2).deleteCharAt(0);
        }
        return letters == 1 ? out.toString() : out.toString().toLowerCase(Locale.ROOT);
    }

    private static String unwrapped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                int end = i + 1;
                while (end < text.length() && Lexer.isLetter(text.charAt(end))) {
                    end++;
                }
                if (WRAPPERS.contains(text.substring(i + 1, end))) {
                    i = end - 1;
                } else if (end == i + 1 && end < text.length()) {
                    char escaped = text.charAt(end);
                    out.append(" ,;:!\\".indexOf(escaped) >= 0 ? ' ' : escaped);
                    i = end;
                } else {
                    out.append(c);
                }
            } else if (c == '$' || c == '{' || c == '}') {
                continue;
            } else if (c <= ' ' || c == '~') {
                out.append(' ');
            } else {
                out.append(c);
            }
        }
        return singleBlanks(out);
    }

    private static String singleBlanks(CharSequence text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' || (out.length() > 0 && out.charAt(out.length() - 1) != ' ')) {
                out.append(c);
            }
        }
        return out.toString().strip();
    }
}
