package dev.rlvr4j.experiments.report.figure;

import java.util.Locale;

/**
 * A colour of a light page with its counterpart on a dark one.
 *
 * @param name of the CSS variable that holds it, without the dashes
 * @param light RGB on light ground
 * @param dark RGB on dark ground
 */
public record Tone(String name, int light, int dark) {
    /** The colour in a style sheet. */
    public String css() {
        return "var(--" + name + ")";
    }

    /** {@code #1f5fa8}. */
    public static String hex(int rgb) {
        return String.format(Locale.ROOT, "#%06x", rgb);
    }
}
