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
 */
final class VerifierPool {
    private static final AtomicLong POOLS = new AtomicLong();

    private final WorkerExecutor executor;
    private final Rewards.Limits limits;
    private final Deque<VerifierCall> waiting = new ArrayDeque<>();
    private int active;
    private int stuck;

    VerifierPool(Vertx vertx, Rewards.Limits limits) {
        this.limits = limits;
        this.executor = vertx.createSharedWorkerExecutor(
                "rlvr-verifiers-" + POOLS.incrementAndGet(), limits.workers() + limits.spares());
    }

    void submit(VerifierCall call) {
        synchronized (this) {
            waiting.add(call);
        }
        startWaiting();
    }

    /** Starts waiting calls while there is room, or fails them all where no thread is left to run them. */
    private void startWaiting() {
        List<VerifierCall> starting = new ArrayList<>();
        List<VerifierCall> refused = new ArrayList<>();
        int stuckNow;
        synchronized (this) {
            stuckNow = stuck;
            if (stuck > limits.spares()) {
                refused.addAll(waiting);
                waiting.clear();
            }
            while (active < limits.workers() && !waiting.isEmpty()) {
                active++;
                starting.add(waiting.remove());
            }
        }
        for (VerifierCall call : refused) {
            call.refuse(call.error(
                    "was not run: " + stuckNow + " threads are stuck in verifications that ran past their limit of "
                            + limits.limit() + " and did not heed the interrupt, and only " + limits.spares()
                            + " spares were allowed; make the verifier return when its thread is interrupted",
                    null));
        }
        starting.forEach(this::launch);
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
        refused.forEach(c -> c.refuse(c.error("was not run: its worker pool is closed", cause)));
    }

    private void run(VerifierCall call) {
        synchronized (this) {
            call.thread = Thread.currentThread();
        }
        CompletableFuture<Void> clock =
                new CompletableFuture<Void>().orTimeout(limits.limit().toNanos(), TimeUnit.NANOSECONDS);
        var unused = clock.whenComplete((none, timeout) -> {
            if (timeout != null) {
                expire(call);
            }
        });
        VerifierCall.Result result = call.verify();
        boolean late;
        synchronized (this) {
            call.thread = null;
            late = call.expired;
            if (late) {
                stuck--;
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
        synchronized (this) {
            Thread thread = call.thread;
            if (thread == null) {
                return; // it ended just now
            }
            call.expired = true;
            active--;
            stuck++;
            thread.interrupt();
        }
        RlvrException timeout = call.error(
                "ran past its limit of " + limits.limit().toMillis() + " ms; make it faster or raise the limit", null);
        call.fail(timeout);
        startWaiting();
    }
}
