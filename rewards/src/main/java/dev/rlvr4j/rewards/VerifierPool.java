package dev.rlvr4j.rewards;

import dev.rlvr4j.core.RlvrException;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs verifier calls, at most {@code workers} at a time, on a Vert.x worker pool of {@code workers + spares} threads.
 *
 * <p>Calls queue here and not in Vert.x, so that a call's clock starts when it really runs, and so that a call that ran past
 * its limit no longer counts as active: the next one starts on a spare thread. Its own thread is interrupted and comes back
 * to the pool when the verifier returns.
 *
 * <p>Each call runs with its own {@link Deadline} as the thread's current one. A verifier that heeds it returns a verdict; only
 * one that has not returned a moment after it is taken for stuck.
 */
final class VerifierPool {
    /** How long interrupted verifiers have to return before a pool without a free thread gives up. */
    private static final long GRACE_MILLIS = 1000;

    /** How long after its deadline a verifier that heeds it may take to return with its verdict. */
    private static final long RETURN_MILLIS = 250;

    private static final AtomicLong POOLS = new AtomicLong();

    private final WorkerExecutor executor;
    private final Rewards.Limits limits;
    private final int threads;
    private final Deque<VerifierCall> waiting = new ArrayDeque<>();
    private int active;
    private int stuck;

    /** Whether all threads are stuck and stayed so for the grace time. */
    private boolean exhausted;

    VerifierPool(Vertx vertx, Rewards.Limits limits) {
        this.limits = limits;
        this.threads = limits.workers() + limits.spares();
        this.executor = vertx.createSharedWorkerExecutor("rlvr-verifiers-" + POOLS.incrementAndGet(), threads);
    }

    void submit(VerifierCall call) {
        synchronized (this) {
            waiting.add(call);
        }
        startWaiting();
    }

    /** Starts waiting calls while there is room; fails them all where every thread is stuck for good. */
    private void startWaiting() {
        List<VerifierCall> starting = new ArrayList<>();
        List<VerifierCall> refused = new ArrayList<>();
        synchronized (this) {
            if (exhausted) {
                refused.addAll(waiting);
                waiting.clear();
            }
            while (active < Math.min(limits.workers(), threads - stuck) && !waiting.isEmpty()) {
                active++;
                starting.add(waiting.remove());
            }
        }
        for (VerifierCall call : refused) {
            call.refuse(call.error(
                    "was not run: all " + threads + " threads are stuck in verifications that ran past their limit of "
                            + limits.limit().toMillis()
                            + " ms and did not return when interrupted; make the verifier heed"
                            + " interrupts or bound its work",
                    null));
        }
        starting.forEach(this::launch);
    }

    /** A moment after the last thread got stuck: if none has come back, nothing will run any more. */
    private void checkExhausted() {
        synchronized (this) {
            exhausted = stuck == threads;
        }
        startWaiting();
    }

    private void launch(VerifierCall call) {
        try {
            // run() catches everything, so a failure here means that the call never ran: the pool is closed
            executor.<Void>executeBlocking(
                            () -> {
                                run(call);
                                return null;
                            },
                            false)
                    .onFailure(e -> closed(call, e));
        } catch (RejectedExecutionException e) {
            closed(call, e);
        }
    }

    private void closed(VerifierCall call, Throwable cause) {
        List<VerifierCall> refused;
        synchronized (this) {
            active--;
            refused = new ArrayList<>(waiting);
            waiting.clear();
        }
        refused.add(call);
        refused.forEach(VerifierCall::stopAnyway);
        refused.forEach(c -> c.refuse(c.error("was not run: its worker pool is closed", cause)));
    }

    private void run(VerifierCall call) {
        synchronized (this) {
            call.thread = Thread.currentThread();
        }
        CompletableFuture<Void> clock = new CompletableFuture<Void>()
                .orTimeout(limits.limit().plusMillis(RETURN_MILLIS).toNanos(), TimeUnit.NANOSECONDS);
        var unused = clock.whenComplete((none, timeout) -> {
            if (timeout != null) {
                expire(call);
            }
        });
        VerifierCall.Result result = Deadline.in(limits.limit()).run(call::verify);
        boolean late;
        synchronized (this) {
            call.thread = null;
            late = call.expired;
            if (late) {
                stuck--;
                exhausted = false;
            } else {
                active--;
            }
        }
        clock.complete(null);
        Thread.interrupted(); // the interrupt was this call's; the next one on this thread starts without
        if (!late) {
            call.end(result);
        }
        startWaiting();
    }

    private void expire(VerifierCall call) {
        boolean last;
        synchronized (this) {
            Thread thread = call.thread;
            if (thread == null) {
                return; // it ended just now
            }
            call.expired = true;
            active--;
            stuck++;
            last = stuck == threads;
            thread.interrupt();
        }
        RlvrException timeout = call.error(
                "ran past its limit of " + limits.limit().toMillis() + " ms; make it faster or raise the limit", null);
        call.fail(timeout);
        if (last) {
            CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS, Runnable::run)
                    .execute(this::checkExhausted);
        }
        startWaiting();
    }
}
