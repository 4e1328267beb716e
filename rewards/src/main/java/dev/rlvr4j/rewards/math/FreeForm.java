package dev.rlvr4j.rewards.math;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers that nothing marks: a response that is nothing but mathematics, what follows "the final answer is", else the last
 * mathematics or number of the text. One guess, in scans of linear time over the last part of the text.
 */
final class FreeForm {
    private static final int LAST = 20_000;
    private static final int WHOLE = 400;
    private static final int SHORT = 120;
    private static final String[] ANCHORS = {
        "final answer is", "final answer:", "answer is", "answer:", "option is", "choice is"
    };
    private static final int FINAL = 2;

    private FreeForm() {}

    static Optional<String> find(String response) {
        String text = withoutStars(response.length() > LAST ? response.substring(response.length() - LAST) : response);
        String trimmed = text.strip();
        if (isMathematics(trimmed)) {
            return Optional.of(trimmed);
        }
        Optional<String> calculated = calculated(text);
        if (calculated.isPresent()) {
            return calculated;
        }
        Optional<String> anchored = behindAnchor(text, ANCHORS.length);
        return anchored.isPresent() ? anchored : last(text);
    }

    /** A response that is nothing but one short expression or word: no prose, so that no candidates can be listed in it. */
    static Optional<String> whole(String response) {
        String text = PlainText.withoutMarkdown(response.strip());
        boolean marked =
                text.contains("boxed") || text.contains("fbox") || text.contains("##") || text.contains("answer");
        boolean brief = text.length() <= SHORT && !marked;
        return brief && (isMathematics(text) || isOneWord(text)) ? Optional.of(text) : Optional.empty();
    }

    private static boolean isOneWord(String text) {
        return text.length() > 1 && text.chars().allMatch(c -> Lexer.isLetter((char) c));
    }

    /** Without the stars of bold type; those between two terms are a power. */
    private static String withoutStars(String text) {
        int at = text.indexOf("**");
        if (at < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        int from = 0;
        while (at >= 0) {
            boolean power = at > 0
                    && at + 2 < text.length()
                    && Character.isLetterOrDigit(text.charAt(at - 1))
                    && Character.isLetterOrDigit(text.charAt(at + 2));
            out.append(text, from, power ? at + 2 : at);
            from = at + 2;
            at = text.indexOf("**", from);
        }
        return out.append(text, from, text.length()).toString();
    }

    /** The number behind the last {@code <<2*3=6>>} of GSM8K's calculator, if it stands in the last line. */
    private static Optional<String> calculated(String text) {
        String line = text.strip();
        line = line.substring(line.lastIndexOf('\n') + 1);
        int mark = line.lastIndexOf(">>");
        if (mark < 0 || line.lastIndexOf("<<", mark) < 0) {
            return Optional.empty();
        }
        int end = mark + 2;
        while (end < line.length() && "-$.,/0123456789%".indexOf(line.charAt(end)) >= 0) {
            end++;
        }
        return LastValue.find(line.substring(0, end), mark + 2);
    }

    /** What follows the last "final answer is" of a text. */
    static Optional<String> behindFinalAnswer(String text) {
        return behindAnchor(text, FINAL);
    }

    private static Optional<String> behindAnchor(String text, int anchors) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() != text.length()) {
            return Optional.empty();
        }
        for (int i = 0; i < anchors; i++) {
            int at = lower.lastIndexOf(ANCHORS[i]);
            if (at >= 0) {
                int from = at + ANCHORS[i].length();
                while (from < text.length() && ": *\n".indexOf(text.charAt(from)) >= 0) {
                    from++;
                }
                Optional<String> found = inSentence(text.substring(from));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> inSentence(String text) {
        List<Environs.Stretch> all = Environs.all(text.length() > WHOLE ? text.substring(0, WHOLE) : text);
        int end = sentenceEnd(text, all);
        List<Environs.Stretch> inside =
                all.stream().filter(stretch -> stretch.from() < end).toList();
        String sentence = text.substring(0, end).strip();
        if (!inside.isEmpty()) {
            return last(sentence, Environs.lastGroup(text, inside));
        }
        boolean term = isMathematics(sentence) || isOneWord(sentence);
        return term ? Optional.of(sentence) : last(sentence, Optional.empty());
    }

    /** The next line end, or point before a blank, outside mathematics. */
    private static int sentenceEnd(String text, List<Environs.Stretch> all) {
        int next = 0;
        for (int i = 0; i < text.length(); i++) {
            if (next < all.size() && i == all.get(next).from()) {
                i = all.get(next++).to() - 1;
                continue;
            }
            char c = text.charAt(i);
            boolean last = i + 1 == text.length();
            if (c == '\n' || (c == '.' && (last || text.charAt(i + 1) <= ' ' || text.charAt(i + 1) == '<'))) {
                return i;
            }
        }
        return text.length();
    }

    private static Optional<String> last(String text) {
        return last(text, Environs.lastGroup(text, Environs.all(text)));
    }

    /** The mathematics given, or the last number where it stands further right. */
    private static Optional<String> last(String text, Optional<Environs.Stretch> mathematics) {
        int from = mathematics.map(Environs.Stretch::to).orElse(0);
        Optional<String> number = from <= text.length() ? LastValue.find(text, from) : Optional.empty();
        return number.isPresent() ? number : mathematics.map(Environs.Stretch::inside);
    }

    /** Whether a short text reads as mathematics: no word in it but those of units and functions, or no blank at all. */
    static boolean isMathematics(String text) {
        if (text.isEmpty() || text.length() > WHOLE || text.indexOf('\n') >= 0) {
            return false;
        }
        boolean blank = false;
        boolean word = false;
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                while (i < text.length() && Lexer.isLetter(text.charAt(i))) {
                    i++;
                }
                continue;
            }
            int from = i;
            while (i < text.length() && Lexer.isLetter(text.charAt(i))) {
                i++;
            }
            if (i - from > 1) {
                String run = text.substring(from, i);
                word |= Function.named(run) == null
                        && !Atoms.isConstantWord(run)
                        && !Units.isUnit(run)
                        && !Units.isPercent(run)
                        && Units.conjunction(run) == 0;
            }
            if (i == from) {
                blank |= c == ' ';
                i++;
            }
        }
        return !word || !blank && text.chars().anyMatch(c -> c >= '0' && c <= '9');
    }
}
