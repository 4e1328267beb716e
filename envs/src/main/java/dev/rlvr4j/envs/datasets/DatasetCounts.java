package dev.rlvr4j.envs.datasets;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of the rows of a data set.
 *
 * @param rows rows read, of all files that tasks come from
 * @param duplicates rows dropped because an earlier row of their part has the same question
 * @param overlapping train rows dropped because a held-out task, or a row of an evaluation set, has the same problem
 * @param unanswered rows left out because they have no answer to compare with, such as proofs
 * @param train tasks to train on
 * @param heldOut tasks held out
 */
public record DatasetCounts(int rows, int duplicates, int overlapping, int unanswered, int train, int heldOut) {
    /** The same in words. */
    public String note() {
        List<String> dropped = new ArrayList<>();
        add(dropped, duplicates, "twice the same question");
        add(dropped, overlapping, "also in held-out or evaluation data");
        add(dropped, unanswered, "no answer to compare with");
        return rows + " rows, " + train + " to train on, " + heldOut + " held out"
                + (dropped.isEmpty() ? "" : "; left out: " + String.join(", ", dropped));
    }

    private static void add(List<String> dropped, int count, String why) {
        if (count > 0) {
            dropped.add(count + " (" + why + ")");
        }
    }
}
