package dev.rlvr4j.experiments.report.markup;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * A page in the making: HTML 5 that is well-formed XML too. Texts and attributes are escaped; characters that XML has no place
 * for become U+FFFD. Attributes come as names and values in turn; those whose value is empty are left out.
 */
public final class Markup {
    /** Elements after which a line may end without making a space that is seen. */
    private static final Set<String> BLOCKS = Set.of(
            "html",
            "head",
            "title",
            "style",
            "body",
            "section",
            "header",
            "h1",
            "h2",
            "h3",
            "p",
            "ul",
            "li",
            "dl",
            "div",
            "figure",
            "figcaption",
            "details",
            "table",
            "thead",
            "tr");

    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Begins an element. */
    public Markup open(String tag, String... attributes) {
        begin(tag, attributes).append('>');
        open.push(tag);
        return this;
    }

    /** Ends the element that was begun last. */
    public Markup close() {
        String tag = open.pop();
        out.append("</").append(tag).append('>');
        if (BLOCKS.contains(tag)) {
            out.append('\n');
        }
        return this;
    }

    /** An element that holds nothing, such as {@code meta} or {@code polygon}. */
    public Markup empty(String tag, String... attributes) {
        begin(tag, attributes).append("/>");
        return this;
    }

    /** An element that holds a text. */
    public Markup leaf(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close();
    }

    /** A text. */
    public Markup text(String text) {
        escape(text);
        return this;
    }

    /**
     * Text that must stand as it is, such as a style sheet.
     *
     * @throws IllegalArgumentException where it holds markup
     */
    public Markup verbatim(String text) {
        if (text.indexOf('<') >= 0 || text.indexOf('&') >= 0) {
            throw new IllegalArgumentException("markup in a verbatim text");
        }
        out.append(text);
        return this;
    }

    /** The document with the HTML 5 declaration at its head. */
    public String document() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open);
        }
        return "<!DOCTYPE html>\n" + out;
    }

    private StringBuilder begin(String tag, String... attributes) {
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            if (!attributes[i + 1].isEmpty()) {
                out.append(' ').append(attributes[i]).append("=\"");
                escape(attributes[i + 1]);
                out.append('"');
            }
        }
        return out;
    }

    private void escape(String text) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(allowed(c) ? c : 0xfffd);
            }
        });
    }

    /** The characters of XML 1.0, production 2. */
    private static boolean allowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xd7ff)
                || (c >= 0xe000 && c <= 0xfffd)
                || c >= 0x10000;
    }
}
