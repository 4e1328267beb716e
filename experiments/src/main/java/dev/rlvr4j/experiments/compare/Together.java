package dev.rlvr4j.experiments.compare;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.assembly.Workers;
import dev.rlvr4j.experiments.run.RunFolder;
import dev.rlvr4j.experiments.run.RunLog;
import dev.rlvr4j.rollout.Rendezvous;
import dev.rlvr4j.rollout.RolloutSettings;
import dev.rlvr4j.trainer.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Some runs of a comparison that train at the same time on one base, with one pool of workers whose batches mix the rows of all
 * of them ({@link Rendezvous}). Each has a thread, and they take turns in the order of the plan.
 */
final class Together {
    private final LoadedModel model;
    private final RolloutSettings workers;

    /** What is done in a run's thread, in its turns. */
    interface Work {
        /**
         * Does a run.
         *
         * @param adapter the name of its adapter
         * @param workers with its part of the pool
         */
        void run(PlannedRun run, String adapter, Workers workers);
    }

    Together(LoadedModel model, RolloutSettings workers) {
        this.model = model;
        this.workers = workers;
    }

    /** Does the runs; returns when all have ended. */
    void run(List<PlannedRun> runs, ComparisonFolder folder, Work work) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        try (Workers started = Workers.start(model, workers)) {
            Rendezvous meeting = new Rendezvous(started.pool());
            List<Thread> threads = new ArrayList<>();
            for (PlannedRun run : runs) {
                Rendezvous.Member member = meeting.join(run.folder(), () -> log(folder.run(run)));
                threads.add(new Thread(
                        () -> {
                            try (member) {
                                Await.result(member.firstTurn());
                                work.run(run, member.adapter(), started.shared(member));
                            } catch (Throwable e) { // told to whoever waits for all of them
                                failure.compareAndSet(null, e);
                            }
                        },
                        "rlvr-" + run.title()));
            }
            threads.forEach(Thread::start);
            meeting.start();
            threads.forEach(Together::join);
        }
        if (failure.get() instanceof RuntimeException e) {
            throw e;
        }
        if (failure.get() instanceof Error e) {
            throw e;
        }
    }

    /** Log lines of a run's turns go to its own log. */
    private static void log(Path run) {
        if (Files.isDirectory(run)) {
            RunLog.open(RunFolder.log(run));
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RlvrException("interrupted while runs train together", e);
        }
    }
}
