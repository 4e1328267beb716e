package dev.rlvr4j.core.text.jinja;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Values as text: Python's {@code str} and {@code repr}, and JSON as Python's {@code json.dumps} writes it. */
final class Printer {
    private final Budget budget;
    private final StringBuilder out = new StringBuilder();
    private final boolean json;
    private final @Nullable String indent;
    private final String comma;
    private final String colon;
    private final boolean sorted;
    private final boolean ascii;

    private Printer(
            Budget budget,
            boolean json,
            @Nullable String indent,
            String comma,
            String colon,
            boolean sorted,
            boolean ascii) {
        this.budget = budget;
        this.json = json;
        this.indent = indent;
        this.comma = comma;
        this.colon = colon;
        this.sorted = sorted;
        this.ascii = ascii;
    }

    /** Python's {@code str(value)}: what an output tag prints. */
    static String str(@Nullable Object value, Budget budget) {
        return value instanceof String text ? text : repr(value, budget);
    }

    /** Python's {@code repr(value)}. */
    static String repr(@Nullable Object value, Budget budget) {
        Printer printer = new Printer(budget, false, null, ", ", ": ", false, false);
        printer.print(value, 0);
        return printer.out.toString();
    }

    /** The {@code tojson} of transformers: non-ASCII as it is, nothing escaped for HTML. */
    static String json(@Nullable Object value, Callable.Arguments options, Budget budget) {
        Object indent = options.get(1, "indent", null);
        Object separators = options.get(2, "separators", null);
        String comma = indent == null ? ", " : ",";
        String colon = ": ";
        if (separators instanceof List<?> pair && pair.size() == 2) {
            comma = str(pair.get(0), budget);
            colon = str(pair.get(1), budget);
        }
        String step = indent instanceof Long width
                ? " ".repeat((int) Math.max(0, Math.min(100, width)))
                : indent instanceof String text ? text : null;
        boolean sorted = Values.truthy(options.get(3, "sort_keys", false));
        boolean ascii = Values.truthy(options.get(0, "ensure_ascii", false));
        Printer printer = new Printer(budget, true, step, comma, colon, sorted, ascii);
        printer.print(value, 0);
        return printer.out.toString();
    }

    private void print(@Nullable Object value, int level) {
        budget.step();
        budget.length(out.length());
        if (value instanceof Map<?, ?> map) {
            budget.enter();
            printMap(map, level);
            budget.leave();
        } else if (value instanceof List<?> list) {
            budget.enter();
            printList(list, level);
            budget.leave();
        } else if (value instanceof String text) {
            out.append(json ? jsonString(text) : pythonString(text));
        } else if (value == null) {
            out.append(json ? "null" : "None");
        } else if (value instanceof Boolean flag) {
            out.append(json ? flag.toString() : flag ? "True" : "False");
        } else if (value instanceof Double number) {
            out.append(number(number));
        } else if (value instanceof Long || !json) {
            out.append(value);
        } else {
            throw new TemplateException("tojson cannot write " + Values.typeName(value));
        }
    }

    private void printList(List<?> list, int level) {
        out.append('[');
        boolean first = true;
        for (Object element : list) {
            separate(first, level);
            first = false;
            print(element, level + 1);
        }
        close(first, level, ']');
    }

    private void printMap(Map<?, ?> map, int level) {
        out.append('{');
        boolean first = true;
        List<? extends Map.Entry<?, ?>> entries = sorted
                ? map.entrySet().stream()
                        .sorted((a, b) -> Arithmetic.compare(a.getKey(), b.getKey()))
                        .toList()
                : List.copyOf(map.entrySet());
        for (Map.Entry<?, ?> entry : entries) {
            separate(first, level);
            first = false;
            if (json && !(entry.getKey() instanceof String)) {
                // json.dumps writes other keys as it writes their values, between quotes.
                out.append('"');
                print(entry.getKey(), level + 1);
                out.append('"');
            } else {
                print(entry.getKey(), level + 1);
            }
            out.append(colon);
            print(entry.getValue(), level + 1);
        }
        close(first, level, '}');
    }

    private void separate(boolean first, int level) {
        if (!first) {
            out.append(comma);
        }
        if (indent != null) {
            out.append('\n').append(indent.repeat(level + 1));
        }
    }

    private void close(boolean empty, int level, char bracket) {
        if (indent != null && !empty) {
            out.append('\n').append(indent.repeat(level));
        }
        out.append(bracket);
    }

    /** Python's shortest form: plain digits from 1e-4 up to 1e16, else an exponent of two digits or more. */
    private static String number(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        double size = Math.abs(value);
        BigDecimal decimal = new BigDecimal(Double.toString(value));
        if (value == 0) {
            return 1 / value > 0 ? "0.0" : "-0.0";
        }
        if (size >= 1e-4 && size < 1e16) {
            String plain = decimal.stripTrailingZeros().toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        BigDecimal stripped = decimal.stripTrailingZeros();
        String digits = stripped.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - stripped.scale();
        return (value < 0 ? "-" : "")
                + digits.charAt(0)
                + (digits.length() > 1 ? "." + digits.substring(1) : "")
                + (exponent < 0 ? "e-" : "e+")
                + (Math.abs(exponent) < 10 ? "0" : "")
                + Math.abs(exponent);
    }

    private static String pythonString(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder quoted = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c == quote) {
                        quoted.append('\\').appendCodePoint(c);
                    } else if (c < 32 || (c >= 127 && c <= 160) || c == 173) {
                        quoted.append(String.format("\\x%02x", c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        });
        return quoted.append(quote).toString();
    }

    private String jsonString(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                default ->
                    quoted.append(
                            c < 32 || (ascii && c > 126) ? String.format("\\u%04x", (int) c) : Objects.toString(c));
            }
        }
        return quoted.append('"').toString();
    }
}
