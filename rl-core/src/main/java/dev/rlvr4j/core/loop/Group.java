package dev.rlvr4j.core.loop;

import dev.rlvr4j.core.RlvrException;
import java.util.List;

/**
 * A prompt with its G completions and their G scores: the unit advantages are computed over.
 *
 * @param prompt the prompt all completions continue
 * @param completions G completions
 * @param scores G scores, in the same order
 */
public record Group(Prompt prompt, List<Completion> completions, List<Score> scores) {
    public Group {
        completions = List.copyOf(completions);
        scores = List.copyOf(scores);
        if (completions.isEmpty() || completions.size() != scores.size()) {
            throw new RlvrException("group of task '" + prompt.taskId() + "' has " + completions.size()
                    + " completions and " + scores.size() + " scores; it needs one score per completion");
        }
    }

    /** The score values, {@code [G]}. */
    public double[] rewards() {
        return scores.stream().mapToDouble(Score::value).toArray();
    }
}
