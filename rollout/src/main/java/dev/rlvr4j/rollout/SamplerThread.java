package dev.rlvr4j.rollout;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import io.vertx.core.Future;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A thread and the sampler that lives on it. The sampler is made, used and closed on this one thread, since native
 * libraries keep state per thread. A sampler that failed is closed, and the next turn makes a fresh one.
 */
final class SamplerThread {
    /** What to do before the next tokens: ids to forget, calls to begin. */
    record Turn(List<Long> cancelled, List<Admission> admitted) {
        boolean empty() {
            return cancelled.isEmpty() && admitted.isEmpty();
        }
    }

    /** The requests of a call, by the ids the sampler is to know them by, in order; and what a schedule calls it. */
    record Admission(long call, String name, Map<Long, SampleRequest> requests) {}

    /**
     * What came of a turn.
     *
     * @param finished sequences that ended
     * @param rejected calls, by number, with a request that the sampler cannot do; it has forgotten all of their requests
     * @param busy whether the sampler has anything left
     */
    record Outcome(List<Sampler.Finished> finished, Map<Long, InputException> rejected, boolean busy) {}

    private final int worker;
    private final WorkerExecutor executor;
    private final SamplerFactory factory;
    private final Runnable threadInitialiser;

    // Touched on the executor's thread only.
    private @Nullable Sampler sampler;
    private @Nullable Thread owner;

    SamplerThread(int worker, WorkerExecutor executor, SamplerFactory factory, Runnable threadInitialiser) {
        this.worker = worker;
        this.executor = executor;
        this.factory = factory;
        this.threadInitialiser = threadInitialiser;
    }

    /** Makes the sampler, so that what is wrong with its input shows before there is work. */
    Future<Void> open() {
        return executor.<Void>executeBlocking(() -> {
                    sampler();
                    return null;
                })
                .recover(e -> executor.close().transform(ignored -> Future.failedFuture(e)));
    }

    /** Cancels, submits, advances once. When it fails, the sampler is gone with everything it had. */
    Future<Outcome> run(Turn turn, Versions adapters) {
        return executor.executeBlocking(() -> {
            try {
                return advance(sampler(), turn, adapters);
            } catch (Throwable e) {
                closeSampler(e);
                throw e;
            }
        });
    }

    /** Closes a sampler, e.g. one that broke its contract; the next turn makes a fresh one. */
    Future<Void> discard(Throwable reason) {
        return executor.executeBlocking(() -> {
            closeSampler(reason);
            return null;
        });
    }

    /** Closes the sampler after the turn in progress, then ends the thread. */
    Future<Void> close() {
        return executor.<Void>executeBlocking(() -> {
                    Sampler last = sampler;
                    sampler = null;
                    if (last != null) {
                        last.close();
                    }
                    return null;
                })
                .eventually(executor::close);
    }

    private Outcome advance(Sampler current, Turn turn, Versions adapters) {
        turn.cancelled().forEach(current::cancel);
        Map<Long, InputException> rejected = new LinkedHashMap<>();
        for (Admission admission : turn.admitted()) {
            InputException reason = submit(current, admission);
            if (reason != null) {
                rejected.put(admission.call(), reason);
            }
        }
        List<Sampler.Finished> finished = current.busy() ? current.advance(adapters) : List.of();
        return new Outcome(List.copyOf(finished), rejected, current.busy());
    }

    /** Submits all requests of a call, or none and says why. */
    private static @Nullable InputException submit(Sampler current, Admission admission) {
        List<Long> submitted = new ArrayList<>();
        for (Map.Entry<Long, SampleRequest> request : admission.requests().entrySet()) {
            try {
                current.submit(request.getKey(), request.getValue());
            } catch (InputException e) {
                submitted.forEach(current::cancel);
                return e;
            }
            submitted.add(request.getKey());
        }
        return null;
    }

    private Sampler sampler() {
        Thread current = Thread.currentThread();
        if (sampler != null && owner != current) {
            throw new RlvrException("the thread of rollout worker " + worker + " died and took its sampler with it");
        }
        if (owner != current) {
            threadInitialiser.run();
            owner = current;
        }
        Sampler made = sampler;
        if (made == null) {
            made = factory.create(worker);
            sampler = made;
        }
        return made;
    }

    private void closeSampler(Throwable reason) {
        Sampler failed = sampler;
        sampler = null;
        if (failed != null) {
            try {
                failed.close();
            } catch (RuntimeException e) {
                reason.addSuppressed(e);
            }
        }
    }
}
