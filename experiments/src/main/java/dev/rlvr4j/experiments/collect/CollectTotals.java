package dev.rlvr4j.experiments.collect;

/**
 * What a collection sampled and kept.
 *
 * @param tasks tasks that were sampled
 * @param solved tasks of which something was kept
 * @param samples completions that were sampled
 * @param repeated completions left out because an earlier one of the task is the same
 * @param failed completions that no verifier could judge, where the recipe counts such failures
 * @param kept completions that were kept
 */
public record CollectTotals(long tasks, long solved, long samples, long repeated, long failed, long kept) {
    static final CollectTotals NONE = new CollectTotals(0, 0, 0, 0, 0, 0);

    /** With one more task. */
    CollectTotals plus(int sampled, Selection selection) {
        int keptOfTask = selection.kept().size();
        return new CollectTotals(
                tasks + 1,
                solved + (keptOfTask > 0 ? 1 : 0),
                samples + sampled,
                repeated + selection.repeated(),
                failed + selection.failed(),
                kept + keptOfTask);
    }

    /** In words. */
    public String note() {
        return kept + " of " + samples + " completions kept, of " + solved + " of " + tasks + " tasks"
                + (repeated == 0 ? "" : "; " + repeated + " repeated an earlier one of their task")
                + (failed == 0 ? "" : "; the verifier failed on " + failed);
    }
}
