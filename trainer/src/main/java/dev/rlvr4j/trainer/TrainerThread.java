package dev.rlvr4j.trainer;

import dev.rlvr4j.core.RlvrException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** One thread that does what it is given in order, and answers with futures. */
final class TrainerThread implements AutoCloseable {
    private final ExecutorService executor;

    /**
     * Starts the thread.
     *
     * @param initialiser runs first on it; what it throws is thrown here
     */
    TrainerThread(Runnable initialiser) {
        executor = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "rlvr-trainer");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Await.result(call(Executors.callable(initialiser)));
        } catch (RuntimeException | Error e) {
            executor.shutdown();
            throw e;
        }
    }

    /** Does the work after all that was given before. */
    <T> Future<T> call(Callable<T> work) {
        Promise<T> promise = Promise.promise();
        try {
            executor.execute(() -> {
                T result;
                try {
                    result = work.call();
                } catch (Throwable e) { // also an OutOfMemoryError must reach who waits
                    promise.fail(e);
                    return;
                }
                promise.complete(result);
            });
        } catch (RejectedExecutionException e) {
            return Future.failedFuture(new RlvrException("the training client is closed", e));
        }
        return promise.future();
    }

    /** Lets the work already given end: the policy's native memory must not be freed under it. */
    @Override
    public void close() {
        executor.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = executor.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
