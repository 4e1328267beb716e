package dev.rlvr4j.experiments.collect;

/**
 * What a collection sampled and kept.
 *
 * @param tasks tasks that were sampled
 * @param solved tasks of which something was kept
 * @param samples completions that were sampled
 * @param repeated completions left out because an earlier one of the task is the same
 * @param kept completions that were kept
 */
public record CollectTotals(long tasks, long solved, long samples, long repeated, long kept) {
    static final CollectTotals NONE = new CollectTotals(0, 0, 0, 0, 0);

    /** With one more task. */
    CollectTotals plus(int sampled, int same, int keptOfTask) {
        return new CollectTotals(
                tasks + 1, solved + (keptOfTask > 0 ? 1 : 0), samples + sampled, repeated + same, kept + keptOfTask);
    }

    /** In words. */
    public String note() {
        return kept + " of " + samples + " completions kept, of " + solved + " of " + tasks + " tasks"
                + (repeated == 0 ? "" : "; " + repeated + " repeated an earlier one of their task");
    }
}
