package dev.rlvr4j.rewards.remote;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.rewards.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Gathers single calls from several threads into batches. The thread that opens a batch waits a moment for others, or until it
 * is full, and then does the work for all; the others wait for their result, each until its own deadline.
 *
 * @param <A> what is added
 * @param <R> what each gets
 */
final class Batches<A, R> {
    private final int size;
    private final Duration wait;
    private final Work<A, R> work;
    private @Nullable Batch<A, R> open;

    /** Works on a batch and gives a result for each, in order. */
    interface Work<A, R> {
        List<R> run(List<A> all) throws InterruptedException;
    }

    private static final class Batch<A, R> {
        final List<A> items = new ArrayList<>();
        final CountDownLatch full = new CountDownLatch(1);
        final CompletableFuture<List<R>> results = new CompletableFuture<>();
    }

    Batches(int size, Duration wait, Work<A, R> work) {
        this.size = size;
        this.wait = wait;
        this.work = work;
    }

    R add(A item) throws InterruptedException {
        Batch<A, R> batch;
        int index;
        synchronized (this) {
            if (open == null) {
                open = new Batch<>();
            }
            batch = open;
            index = batch.items.size();
            batch.items.add(item);
            if (batch.items.size() == size) {
                open = null;
                batch.full.countDown();
            }
        }
        if (index == 0) {
            lead(batch);
        }
        return result(batch, index);
    }

    private void lead(Batch<A, R> batch) {
        try {
            boolean full = batch.full.await(wait.toNanos(), TimeUnit.NANOSECONDS);
            List<A> items;
            synchronized (this) {
                if (!full && open == batch) {
                    open = null;
                }
                items = List.copyOf(batch.items);
            }
            batch.results.complete(work.run(items));
        } catch (InterruptedException e) {
            abandon(batch, new RlvrException("the batch was interrupted at its first item's deadline", e));
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            abandon(batch, e);
        }
    }

    private void abandon(Batch<A, R> batch, Throwable error) {
        synchronized (this) {
            if (open == batch) {
                open = null;
            }
        }
        batch.results.completeExceptionally(error);
    }

    private R result(Batch<A, R> batch, int index) throws InterruptedException {
        try {
            return batch.results
                    .get(Deadline.current().left().toNanos(), TimeUnit.NANOSECONDS)
                    .get(index);
        } catch (TimeoutException e) {
            throw new RlvrException("the batch it went into gave no score in time", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RlvrException cause) {
                throw cause;
            }
            throw new RlvrException("the batch it went into failed: " + e.getCause(), e);
        }
    }
}
