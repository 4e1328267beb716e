package dev.rlvr4j.rewards;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The last top-level {@code \boxed{…}} of a text, found in one forward scan. */
final class Boxes {
    /** Boxes this close are one list (Math-Verify's rule): by themselves, and with a separating word or sign between. */
    private static final int ADJACENT = 10;

    private static final int LISTED = 70;
    private static final int MAX_LIST = 32;
    private static final int LONGEST_BARE = 100;

    /** An open brace, and the box command it belongs to, or -1. */
    private record Brace(int command, int at) {}

    /** A box: from its command to behind its end, and what stands in it. */
    private record Box(int from, int to, String inside) {}

    private final String text;
    private final Deque<Brace> open = new ArrayDeque<>();
    private final List<Box> closed = new ArrayList<>();
    private int openBoxes;

    private Boxes(String text) {
        this.text = text;
    }

    static Optional<String> last(String text) {
        String answer = String.join(
                ", ",
                new Boxes(text)
                        .lastGroup().stream()
                                .map(Box::inside)
                                .collect(java.util.stream.Collectors.toCollection(LinkedHashSet::new)));
        return answer.isEmpty() ? Optional.empty() : Optional.of(answer);
    }

    /** What follows the last box, if there is one. */
    static Optional<String> behindLast(String text) {
        List<Box> group = new Boxes(text).lastGroup();
        return group.isEmpty()
                ? Optional.empty()
                : Optional.of(text.substring(group.get(group.size() - 1).to()));
    }

    /** The last box with those that are listed with it; none where the last is not closed. */
    private List<Box> lastGroup() {
        scan();
        List<Box> group = new ArrayList<>();
        if (closed.isEmpty() || open.stream().anyMatch(brace -> brace.command > last().from)) {
            return group;
        }
        Set<String> distinct = new LinkedHashSet<>();
        int first = closed.size() - 1;
        while (first > 0 && listed(text, closed.get(first - 1).to, closed.get(first).from)) {
            first--;
        }
        for (Box box : closed.subList(first, closed.size())) {
            if (distinct.size() < MAX_LIST && distinct.add(box.inside)) {
                group.add(box);
            }
        }
        return group;
    }

    private Box last() {
        return closed.get(closed.size() - 1);
    }

    /** Pairs all braces; an open brace that nothing closes takes no box behind it along. */
    private void scan() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                at = command(at);
                continue;
            }
            if (c == '{') {
                open.push(new Brace(-1, at));
            } else if (c == '}' && !open.isEmpty()) {
                Brace brace = open.pop();
                if (brace.command >= 0) {
                    openBoxes--;
                    close(new Box(
                            brace.command,
                            at + 1,
                            text.substring(brace.at + 1, at).strip()));
                }
            }
            at++;
        }
    }

    /** Only the outermost of boxes in boxes stays. */
    private void close(Box box) {
        while (!closed.isEmpty() && last().from > box.from) {
            closed.remove(closed.size() - 1);
        }
        closed.add(box);
    }

    /** Takes the command or escaped sign here, and returns where the text goes on. */
    private int command(int at) {
        int end = nameEnd(at);
        if (end < 0) {
            // "\\boxed", escaped twice, is a box; of other doubled backslashes the second escapes nothing
            return at + 1 < text.length() && nameEnd(at + 1) < 0 ? at + 2 : at + 1;
        }
        int argument = end;
        while (argument < text.length() && text.charAt(argument) == ' ') {
            argument++;
        }
        if (argument < text.length() && text.charAt(argument) == '{') {
            open.push(new Brace(at, argument));
            openBoxes++;
            return argument + 1;
        }
        int to = bareEnd(argument);
        if (to > argument && openBoxes == 0) {
            close(new Box(at, to, text.substring(argument, to).strip()));
            return to;
        }
        return end;
    }

    /** The end of the box command that starts here, or -1. */
    private int nameEnd(int at) {
        int end = text.startsWith("\\boxed", at) ? at + 6 : text.startsWith("\\fbox", at) ? at + 5 : -1;
        return end > 0 && end < text.length() && Character.isLetter(text.charAt(end)) ? -1 : end;
    }

    /**
     * The end of an argument without braces, {@code $\boxed 5$}: up to the end of the mathematics, or where words stand before
     * that the first blank. No argument where it begins with a word, as in "put it into \boxed please".
     */
    private int bareEnd(int from) {
        int limit = Math.min(text.length(), from + LONGEST_BARE);
        int blank = limit;
        boolean words = false;
        int depth = 0;
        int at = from;
        while (at < limit && !endsMathematics(at) && (depth > 0 || text.charAt(at) != '}')) {
            char c = text.charAt(at);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == ' ' && blank == limit) {
                blank = at;
            }
            int next = at + 1;
            while (c == '\\' && next < limit && Character.isLetter(text.charAt(next))) {
                next++;
            }
            words |= next == at + 1 && Character.isLetter(c) && next < limit && Character.isLetter(text.charAt(next));
            at = next;
        }
        boolean mathematics = at < limit && !words;
        int end = Math.min(at, mathematics ? at : blank);
        while (!mathematics && end > from && ".,;:".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        boolean word =
                end - from > 1 && Character.isLetter(text.charAt(from)) && Character.isLetter(text.charAt(from + 1));
        return word ? from : end;
    }

    private boolean endsMathematics(int at) {
        char c = text.charAt(at);
        return c == '\n'
                || c == '$' && text.charAt(at - 1) != '\\'
                || text.startsWith("\\)", at)
                || text.startsWith("\\]", at);
    }

    private static boolean listed(String text, int from, int to) {
        if (to - from < ADJACENT) {
            return true;
        }
        if (to - from >= LISTED) {
            return false;
        }
        String gap = text.substring(from, to);
        return gap.contains(",") || gap.contains(";") || hasWord(gap, "or") || hasWord(gap, "and");
    }

    /** Whether a word stands in a text with no letter beside it, as in {@code \text{and}}. */
    private static boolean hasWord(String text, String word) {
        int at = text.indexOf(word);
        while (at >= 0) {
            int end = at + word.length();
            boolean before = at == 0 || !Character.isLetter(text.charAt(at - 1));
            if (before && (end == text.length() || !Character.isLetter(text.charAt(end)))) {
                return true;
            }
            at = text.indexOf(word, end);
        }
        return false;
    }
}
