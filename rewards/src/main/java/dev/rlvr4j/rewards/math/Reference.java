package dev.rlvr4j.rewards.math;

import dev.rlvr4j.rewards.AnswerExtraction;
import java.util.Optional;

/**
 * A task's reference answer, taken out of the text its source gave.
 *
 * @param text the answer itself
 * @param delimited whether the source wrote it between delimiters, in a box, or at the end of worked text. Such a source does not
 *     ask for a box either, so that {@link FreeForm} answers count; to a bare reference only marked answers do.
 */
record Reference(String text, boolean delimited) {
    private static final String HASHES = "####";

    static Reference of(String source) {
        String text = source.strip();
        int hashes = text.lastIndexOf(HASHES);
        if (hashes >= 0) {
            String line = text.substring(hashes + HASHES.length()).strip();
            int end = line.indexOf('\n');
            return new Reference(end < 0 ? line : line.substring(0, end).strip(), false);
        }
        if (text.contains("\\boxed") || text.contains("\\fbox")) {
            return new Reference(boxed(text), true);
        }
        Optional<String> anchored = FreeForm.behindFinalAnswer(text);
        if (anchored.isPresent()) {
            return new Reference(anchored.get(), true);
        }
        Optional<String> environments = Environs.whole(text);
        return environments.map(inside -> new Reference(inside, true)).orElseGet(() -> new Reference(text, false));
    }

    /** The last boxes; a box left open reaches to the end, and "percent" behind one belongs to it. */
    private static String boxed(String source) {
        String text = source.replace("\\\\boxed", "\\boxed");
        Optional<String> closed = AnswerExtraction.boxed().find(text);
        int last = Math.max(text.lastIndexOf("\\boxed{"), text.lastIndexOf("\\fbox{"));
        if (closed.isEmpty()) {
            return last < 0 ? text : text.substring(text.indexOf('{', last) + 1).strip();
        }
        String behind = text.substring(text.lastIndexOf('}') + 1).strip();
        return Percents.begins(behind) ? closed.get() + "\\%" : closed.get();
    }
}
