package dev.rlvr4j.rewards;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Score;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One verification on its way through the pool. Its fields are guarded by the pool's lock; its outcome is set once. */
final class VerifierCall {
    private final Verifier verifier;
    private final Attempt attempt;
    private final CompletableFuture<Score> outcome = new CompletableFuture<>();

    /** The thread that runs it, between start and end. */
    @Nullable
    Thread thread;

    boolean expired;

    private volatile @Nullable RlvrException refusal;

    VerifierCall(Verifier verifier, Attempt attempt) {
        this.verifier = verifier;
        this.attempt = attempt;
    }

    CompletableFuture<Score> outcome() {
        return outcome;
    }

    /** Runs the verifier on this thread. */
    Result verify() {
        try {
            Score score = verifier.verify(attempt);
            return score == null ? Result.of(error("returned null instead of a score", null)) : new Result(score, null);
        } catch (WeightedSum.PartFailure e) {
            return Result.of(failure(e.part, e.reason));
        } catch (
                Throwable e) { // a StackOverflowError on hostile text is as much the verifier's failure as an exception
            return Result.of(failure(verifier.name(), e));
        }
    }

    /** Why the call was not run, if that is known at once. */
    Optional<RlvrException> refusal() {
        return Optional.ofNullable(refusal);
    }

    void refuse(RlvrException error) {
        refusal = error;
        fail(error);
    }

    void fail(RlvrException error) {
        outcome.completeExceptionally(error);
    }

    void end(Result result) {
        if (result.error != null) {
            outcome.completeExceptionally(result.error);
        } else {
            outcome.complete(result.score);
        }
    }

    /** An error of this call: "verifier 'x' WHAT on task 'y'". */
    RlvrException error(String what, @Nullable Throwable cause) {
        String message = "verifier '" + verifier.name() + "' " + what + " (task '" + attempt.taskId() + "')";
        return cause == null ? new RlvrException(message) : new RlvrException(message, cause);
    }

    private RlvrException failure(String name, Throwable cause) {
        String message = "verifier '" + name + "' failed on task '" + attempt.taskId() + "': "
                + (cause instanceof RlvrException ? cause.getMessage() : cause.toString());
        return cause instanceof InputException ? new InputException(message, cause) : new RlvrException(message, cause);
    }

    /** What a verifier gave: a score or an error. */
    record Result(@Nullable Score score, @Nullable RlvrException error) {
        static Result of(RlvrException error) {
            return new Result(null, error);
        }
    }
}
