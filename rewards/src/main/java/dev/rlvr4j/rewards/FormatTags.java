package dev.rlvr4j.rewards;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import java.util.List;
import java.util.Map;

/**
 * Verifier {@code format-tags}: 1 where the response is {@code <think>…</think><answer>…</answer>}, each once, in this order,
 * not blank, and nothing but white space around them; else 0. It says nothing about the answer: give it a small weight.
 */
public final class FormatTags implements Verifier {
    private final List<String> tags;

    /** The verifier {@code format-tags} with {@code think} and {@code answer}. */
    public FormatTags() {
        this(List.of("think", "answer"));
    }

    /** Demands other tags, in the order given. */
    public FormatTags(List<String> tags) {
        this.tags = List.copyOf(tags);
        if (tags.isEmpty() || tags.stream().distinct().count() != tags.size()) {
            throw new InputException("format tags must be one or more different names, but are " + tags);
        }
    }

    @Override
    public String name() {
        return "format-tags";
    }

    @Override
    public Score verify(Attempt attempt) {
        String fault = fault(attempt.response());
        double value = fault.isEmpty() ? 1 : 0;
        return new Score(value, Map.of("format", value), fault.isEmpty() ? "FORMAT_OK" : "FORMAT_WRONG: " + fault);
    }

    private String fault(String text) {
        int at = 0;
        for (String tag : tags) {
            at = skipBlank(text, at);
            String open = "<" + tag + ">";
            String close = "</" + tag + ">";
            if (!text.startsWith(open, at)) {
                return (text.indexOf(open, at) < 0 ? "no " : "text before ") + open;
            }
            int start = at + open.length();
            int end = text.indexOf(close, start);
            if (end < 0) {
                return "no " + close;
            }
            if (skipBlank(text, start) >= end) {
                return open + " is blank";
            }
            String content = text.substring(start, end);
            for (String other : tags) {
                if (content.contains("<" + other + ">") || content.contains("</" + other + ">")) {
                    return "a <" + other + "> tag inside " + open;
                }
            }
            at = end + close.length();
        }
        return skipBlank(text, at) == text.length() ? "" : "text after </" + tags.get(tags.size() - 1) + ">";
    }

    private static int skipBlank(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
