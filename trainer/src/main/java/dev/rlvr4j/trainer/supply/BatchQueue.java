package dev.rlvr4j.trainer.supply;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.trainer.checkpoint.Memory;
import dev.rlvr4j.trainer.evaluation.ScoredGroups;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Batches under way, in the order of their steps. A checkpoint waits for all of them and holds them, so that a run goes on
 * from the same batches and with workers that rest.
 */
final class BatchQueue implements Memory {
    private static final String FILE = "batches.gz";

    private final LongFunction<Future<Void>> settle;
    private final Deque<Asked> asked = new ArrayDeque<>();
    private int lastStep;

    private record Asked(int step, List<Task> tasks, Future<ScoredGroups> groups) {
        Batch await() {
            return new Batch(step, tasks, groups.await());
        }
    }

    /**
     * An empty queue.
     *
     * @param settle brings the workers to rest, e.g. {@code pool::settle}
     */
    BatchQueue(LongFunction<Future<Void>> settle) {
        this.settle = settle;
    }

    /** The step whose batch is to be asked for next, given the one that is about to be taken. */
    int next(int taking) {
        return Math.max(lastStep + 1, taking);
    }

    void add(int step, List<Task> tasks, Future<ScoredGroups> groups) {
        asked.add(new Asked(step, tasks, groups));
        lastStep = step;
    }

    /** The batch of a step; waits for it. */
    Batch take(int step) {
        Asked first = asked.remove();
        if (first.step != step) {
            throw new RlvrException("step " + step + " was to be trained on the batch of step " + first.step
                    + "; steps are taken in order");
        }
        return first.await();
    }

    @Override
    public String name() {
        return "batches";
    }

    @Override
    public void settle(int step) {
        asked.forEach(Asked::await);
        settle.apply(step).await();
    }

    @Override
    public void save(Path directory) throws IOException {
        List<Batch> batches = new ArrayList<>();
        asked.forEach(batch -> batches.add(batch.await()));
        BatchFile.write(directory.resolve(FILE), batches);
    }

    @Override
    public void load(Path directory) throws IOException {
        asked.clear();
        BatchFile.read(directory.resolve(FILE))
                .forEach(batch -> add(batch.step(), batch.tasks(), Future.succeededFuture(batch.scored())));
    }
}
