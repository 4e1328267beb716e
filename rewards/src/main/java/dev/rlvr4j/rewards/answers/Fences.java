package dev.rlvr4j.rewards.answers;

import java.util.Optional;

/** Markdown's fenced blocks. */
public final class Fences {
    private static final String FENCE = "```";

    private Fences() {}

    /** The content of the last closed block, without its language; empty where there is none or it is blank. */
    public static Optional<String> last(String text) {
        int at = 0;
        String content = "";
        while (true) {
            int open = text.indexOf(FENCE, at);
            int line = open < 0 ? -1 : text.indexOf('\n', open);
            int close = line < 0 ? -1 : text.indexOf("\n" + FENCE, line);
            if (close < 0) {
                break;
            }
            content = close > line ? text.substring(line + 1, close) : "";
            at = close + 1 + FENCE.length();
        }
        return content.isBlank() ? Optional.empty() : Optional.of(content.strip());
    }
}
