package dev.rlvr4j.envs.datasets;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** What is left of a problem's text when it is compared with others. */
final class ProblemKey {
    private static final Pattern LATEX_LAYOUT = Pattern.compile(
            "\\\\(?:left|right|displaystyle|quad|qquad|big|Big|bigg|Bigg)(?![A-Za-z])|\\\\[,;:! ()\\[\\]]|[$~]");
    private static final Pattern FRACTION = Pattern.compile("\\\\[dtc]frac(?![A-Za-z])");
    private static final Pattern IGNORED =
            Pattern.compile("[\\s{}?;:\"'`\u2018\u2019\u201c\u201d]+|(?<!\\d)[.,]|[.,](?!\\d)");
    private static final Pattern THOUSANDS = Pattern.compile("(?<=\\d),(?=\\d{3}(?!\\d))");

    private ProblemKey() {}

    /** Trimmed, and every run of white space one blank: two rows of one data set with this in common are the same row. */
    static String exact(String question) {
        StringBuilder words = new StringBuilder(question.length());
        for (int i = 0; i < question.length(); i++) {
            char c = question.charAt(i);
            boolean blank = Character.isWhitespace(c) || c == '\u00A0';
            if (!blank) {
                words.append(c);
            } else if (words.length() > 0 && words.charAt(words.length() - 1) != ' ') {
                words.append(' ');
            }
        }
        String normalised = words.toString().stripTrailing();
        return normalised.equals(question) ? question : normalised;
    }

    /**
     * The text without what differs between two copies of a problem in different data sets: case, white space, punctuation that
     * carries no number, forms of the same character, and LaTeX that is layout only. Digits, letters and signs of operations stay,
     * so that two sums are never the same problem.
     */
    static String loose(String question) {
        String text = Normalizer.normalize(question, Normalizer.Form.NFKC);
        text = LATEX_LAYOUT.matcher(text).replaceAll("");
        text = FRACTION.matcher(text).replaceAll("\\\\frac");
        text = THOUSANDS.matcher(text).replaceAll("");
        text = IGNORED.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
        return text.isEmpty() ? exact(question) : text;
    }
}
