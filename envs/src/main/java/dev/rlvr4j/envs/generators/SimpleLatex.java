package dev.rlvr4j.envs.generators;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Simple LaTeX as plain text: {@code \frac{3}{4}} as {@code 3/4}, {@code 2 \times x^{12}} as {@code 2 * x^12},
 * {@code 1{,}234} as {@code 1,234}, {@code \text{Monday}} as {@code Monday}. A command that is not known makes the text
 * unreadable. Text without LaTeX stays as it is. One pass.
 */
final class SimpleLatex {
    private static final int MAX_DEPTH = 16;

    private static final Map<String, String> WRITTEN = Map.ofEntries(
            Map.entry("times", "*"),
            Map.entry("cdot", "*"),
            Map.entry("div", "/"),
            Map.entry("to", "->"),
            Map.entry("rightarrow", "->"),
            Map.entry("left", ""),
            Map.entry("right", ""),
            Map.entry("quad", " "),
            Map.entry("int", "∫"),
            Map.entry("pm", "±"));
    private static final Set<String> FRACTIONS = Set.of("frac", "dfrac", "tfrac");
    private static final Set<String> WRAPPERS = Set.of("text", "textbf", "mathrm", "mathbf", "mathit", "texttt");

    private final String text;
    private int at;

    private SimpleLatex(String text) {
        this.text = text;
    }

    static Optional<String> written(String text) {
        if (text.indexOf('\\') < 0 && text.indexOf('$') < 0 && text.indexOf("^{") < 0 && text.indexOf("{,}") < 0) {
            return Optional.of(text);
        }
        SimpleLatex latex = new SimpleLatex(text);
        StringBuilder out = new StringBuilder();
        return latex.group(out, false, 0) ? Optional.of(out.toString()) : Optional.empty();
    }

    /** Writes out everything up to the end, or to the brace that closes this group. */
    private boolean group(StringBuilder out, boolean braced, int depth) {
        if (depth > MAX_DEPTH) {
            return false;
        }
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '}') {
                return braced;
            }
            boolean read = switch (c) {
                case '{' -> group(out, true, depth + 1);
                case '\\' -> command(out, depth);
                case '$' -> true;
                default -> {
                    out.append(c);
                    yield true;
                }
            };
            if (!read) {
                return false;
            }
        }
        return !braced;
    }

    private boolean command(StringBuilder out, int depth) {
        int start = at;
        while (at < text.length() && isLetter(text.charAt(at))) {
            at++;
        }
        String name = text.substring(start, at);
        if (name.isEmpty()) {
            char sign = at < text.length() ? text.charAt(at++) : ' ';
            if (",;: ".indexOf(sign) >= 0) {
                out.append(' ');
            } else if ("%${}".indexOf(sign) >= 0) {
                out.append(sign);
            }
            return sign == '!' || ",;: %${}".indexOf(sign) >= 0;
        }
        if (FRACTIONS.contains(name)) {
            StringBuilder above = new StringBuilder();
            StringBuilder below = new StringBuilder();
            if (!argument(above, depth) || !argument(below, depth)) {
                return false;
            }
            out.append(operand(above)).append('/').append(operand(below));
            return true;
        }
        if (WRAPPERS.contains(name)) {
            return argument(out, depth);
        }
        String sign = WRITTEN.get(name);
        out.append(sign == null ? "" : sign);
        return sign != null;
    }

    private boolean argument(StringBuilder out, int depth) {
        if (at < text.length() && text.charAt(at) == '{') {
            at++;
            return group(out, true, depth + 1);
        }
        return false;
    }

    private static String operand(CharSequence text) {
        boolean simple = text.length() > 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            simple &= isLetter(c) || c >= '0' && c <= '9' || c == '^' || c == '.' || (c == '-' && i == 0);
        }
        return simple ? text.toString() : "(" + text + ")";
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }
}
