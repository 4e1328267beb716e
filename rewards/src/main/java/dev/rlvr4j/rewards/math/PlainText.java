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

    private static final Set<String> NOTHING = Set.of(
            "nosolution",
            "nosolutions",
            "norealsolution",
            "norealsolutions",
            "emptyset",
            "\\emptyset",
            "\\varnothing",
            "∅");

    private PlainText() {}

    /** Whether these words say that there is no solution. */
    static boolean isNothing(String text) {
        return NOTHING.contains(compact(text));
    }

    /** Without the stars of {@code **42**} and the ticks of {@code `42`}. */
    static String withoutMarkdown(String text) {
        String inner = text;
        for (String mark : new String[] {"**", "*", "`"}) {
            int n = mark.length();
            if (inner.length() > 2 * n && inner.startsWith(mark) && inner.endsWith(mark)) {
                inner = inner.substring(n, inner.length() - n).strip();
            }
        }
        return inner;
    }

    /** In lower case with single blanks, without wrappers. */
    static String spaced(String text) {
        return unwrapped(text).toLowerCase(Locale.ROOT);
    }

    /** Without wrappers and blanks; letters keep their case where there is but one. */
    static String compact(String text) {
        String words = withoutArticle(unwrapped(text));
        StringBuilder out = new StringBuilder(words.length());
        int letters = 0;
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (isOrdinal(words, i)) {
                i++;
            } else if (c != ' ' && c != '"' && !(c == '.' && i == words.length() - 1)) {
                out.append(c);
                letters += Lexer.isLetter(c) ? 1 : 0;
            }
        }
        if (out.length() == 3 && out.charAt(0) == '(' && out.charAt(2) == ')') {
            out.deleteCharAt(2).deleteCharAt(0);
        }
        return letters == 1 ? out.toString() : out.toString().toLowerCase(Locale.ROOT);
    }

    private static String withoutArticle(String words) {
        for (String article : new String[] {"a ", "an ", "the "}) {
            int n = article.length();
            if (words.regionMatches(true, 0, article, 0, n) && words.length() > n + 1) {
                return words.substring(n);
            }
        }
        return words;
    }

    /** Whether the ending of {@code 4th} stands here. */
    private static boolean isOrdinal(String words, int at) {
        boolean ends = at > 0
                && at + 2 <= words.length()
                && Digits.isDigit(words.charAt(at - 1))
                && (at + 2 == words.length() || !Lexer.isLetter(words.charAt(at + 2)));
        return ends && Set.of("st", "nd", "rd", "th").contains(words.substring(at, at + 2));
    }

    /** With single blanks, without wrappers. */
    static String unwrapped(String text) {
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
