package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The mathematics between delimiters in a text: {@code $…$} and {@code \(…\)} on one line, {@code $$…$$} and {@code \[…\]} on any. */
final class Environs {
    private static final int MAX_JOINED = 6;

    private Environs() {}

    /** A stretch of mathematics: from its opening to behind its closing delimiter, and what stands between. */
    record Stretch(int from, int to, String inside) {}

    /** All of them, left to right, in one scan. */
    static List<Stretch> all(String text) {
        List<Stretch> found = new ArrayList<>();
        int at = 0;
        // Where no closing delimiter of a kind follows, none is sought again.
        boolean brackets = true;
        boolean rounds = true;
        while (at < text.length()) {
            char c = text.charAt(at);
            String close = null;
            boolean line = false;
            if (c == '$' && (at == 0 || text.charAt(at - 1) != '\\')) {
                close = text.startsWith("$$", at) ? "$$" : "$";
                line = close.length() == 1;
            } else if (brackets && text.startsWith("\\[", at)) {
                close = "\\]";
            } else if (rounds && text.startsWith("\\(", at)) {
                close = "\\)";
                line = true;
            }
            if (close == null) {
                at += c == '\\' ? 2 : 1;
                continue;
            }
            int open = at + close.length();
            int end = text.indexOf(close, open);
            if (end < 0) {
                brackets &= !close.equals("\\]");
                rounds &= !close.equals("\\)");
                if (c == '$') {
                    return found;
                }
                at = open;
                continue;
            }
            String inside = text.substring(open, end).strip();
            boolean broken = line && text.substring(open, end).indexOf('\n') >= 0;
            if (!inside.isEmpty() && !broken) {
                found.add(new Stretch(at, end + close.length(), inside));
            }
            at = end + close.length();
        }
        return found;
    }

    /** The last stretch that begins before a place, with those joined to it by commas, "and" or "or". */
    static Optional<Stretch> lastGroup(String text, List<Stretch> all) {
        if (all.isEmpty()) {
            return Optional.empty();
        }
        int first = all.size() - 1;
        while (first > 0
                && all.size() - first < MAX_JOINED
                && joins(text.substring(all.get(first - 1).to(), all.get(first).from()))) {
            first--;
        }
        return Optional.of(joined(text, all.subList(first, all.size())));
    }

    /** The mathematics of a text that is nothing else, but for joining words and a closing point. */
    static Optional<String> whole(String text) {
        List<Stretch> all = all(text);
        if (all.isEmpty() || !text.substring(0, all.get(0).from()).isBlank()) {
            return Optional.empty();
        }
        for (int i = 1; i < all.size(); i++) {
            if (!joins(text.substring(all.get(i - 1).to(), all.get(i).from()))) {
                return Optional.empty();
            }
        }
        String rest = text.substring(all.get(all.size() - 1).to()).strip();
        if (!rest.isEmpty() && !rest.equals(".") && !isPercent(rest)) {
            return Optional.empty();
        }
        return Optional.of(joined(text, all).inside());
    }

    private static Stretch joined(String text, List<Stretch> group) {
        StringBuilder inside = new StringBuilder();
        for (Stretch stretch : group) {
            inside.append(inside.length() == 0 ? "" : ", ").append(stretch.inside());
        }
        int to = group.get(group.size() - 1).to();
        if (isPercent(text.substring(to, Math.min(text.length(), to + 12)).strip())) {
            inside.append("\\%");
        }
        return new Stretch(group.get(0).from(), to, inside.toString());
    }

    private static boolean joins(String gap) {
        String words = gap.length() > 12 ? "" : gap.strip().toLowerCase(Locale.ROOT);
        return switch (words) {
            case ",", ";", "and", "or", ", and", ", or", ",and", ",or" -> true;
            default -> false;
        };
    }

    /** Whether a text begins with a percent sign or word. */
    static boolean isPercent(String text) {
        return text.startsWith("%") || text.startsWith("\\%") || text.startsWith("percent") || text.startsWith("pct");
    }
}
