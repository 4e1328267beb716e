package dev.rlvr4j.trainer;

import dev.rlvr4j.core.RlvrException;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;

/** Waits for a Vert.x future on a thread that may block. */
public final class Await {
    private Await() {}

    /** The result, or the failure as it was thrown; checked ones wrapped. */
    public static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RlvrException("interrupted while waiting", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof RuntimeException known) {
                throw known;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new RlvrException(String.valueOf(cause), cause);
        }
    }
}
