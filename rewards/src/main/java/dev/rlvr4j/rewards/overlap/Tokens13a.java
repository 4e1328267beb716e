package dev.rlvr4j.rewards.overlap;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/** Words by the rules of mteval-v13a, the tokenizer of WMT: ASCII punctuation stands alone, but not within numbers. */
final class Tokens13a {
    /** All ASCII punctuation but apostrophe, hyphen, comma and full stop. */
    private static final Pattern SYMBOL = Pattern.compile("([{-~\\[-` -&(-+:-@/])");

    private static final Pattern AFTER_NO_DIGIT = Pattern.compile("([^0-9])([.,])");
    private static final Pattern BEFORE_NO_DIGIT = Pattern.compile("([.,])([^0-9])");
    private static final Pattern DASH_AFTER_DIGIT = Pattern.compile("([0-9])(-)");

    private Tokens13a() {}

    static List<String> of(String text) {
        String line = text.stripTrailing()
                .replace("<skipped>", "")
                .replace("-\n", "")
                .replace('\n', ' ')
                .replace("&quot;", "\"")
                .replace("&amp;", "&")
                .replace("&lt;", "<")
                .replace("&gt;", ">");
        line = SYMBOL.matcher(" " + line + " ").replaceAll(" $1 ");
        line = AFTER_NO_DIGIT.matcher(line).replaceAll("$1 $2 ");
        line = BEFORE_NO_DIGIT.matcher(line).replaceAll(" $1 $2");
        line = DASH_AFTER_DIGIT.matcher(line).replaceAll("$1 $2 ");
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        line.codePoints().forEach(c -> {
            if (!Character.isWhitespace(c) && !Character.isSpaceChar(c)) {
                word.appendCodePoint(c);
            } else if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        });
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }
}
