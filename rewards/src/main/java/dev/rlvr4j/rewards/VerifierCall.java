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

    private static final ThreadLocal<@Nullable VerifierCall> CURRENT = new ThreadLocal<>();

    private volatile @Nullable RlvrException refusal;

    /** The part of a composition that runs now, or that failed. */
    private volatile @Nullable String part;

    /** Whom the outcome's error names; what the verifier does after that changes it no more. */
    private volatile @Nullable String blamed;

    private volatile boolean stopAnyway;

    VerifierCall(Verifier verifier, Attempt attempt) {
        this.verifier = verifier;
        this.attempt = attempt;
    }

    CompletableFuture<Score> outcome() {
        return outcome;
    }

    /** The verifier that runs or failed: a part of a composition, else the whole. */
    String culprit() {
        String named = blamed;
        if (named != null) {
            return named;
        }
        String running = part;
        return running == null ? verifier.name() : running;
    }

    /** This failure is not the verifier's. */
    void stopAnyway() {
        stopAnyway = true;
    }

    boolean stopsAnyway() {
        return stopAnyway;
    }

    String taskId() {
        return attempt.taskId();
    }

    /** Tells the call on this thread, if any, which part of a composition starts. Returns what ran before. */
    static @Nullable String enter(String part) {
        VerifierCall call = CURRENT.get();
        if (call == null) {
            return null;
        }
        String before = call.part;
        call.part = before == null ? part : before + "/" + part;
        return before;
    }

    /** Tells the call on this thread, if any, that a part ended well. */
    static void leave(@Nullable String before) {
        VerifierCall call = CURRENT.get();
        if (call != null) {
            call.part = before;
        }
    }

    /** Runs the verifier on this thread. */
    Result verify() {
        CURRENT.set(this);
        try {
            Score score = verifier.verify(attempt);
            return score == null ? Result.of(error("returned null instead of a score", null)) : new Result(score, null);
        } catch (WeightedSum.PartFailure e) {
            return Result.of(failure(e.part, e.reason));
        } catch (
                Throwable e) { // a StackOverflowError on hostile text is as much the verifier's failure as an exception
            return Result.of(failure(culprit(), e));
        } finally {
            CURRENT.remove();
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
        blamed = culprit();
        outcome.completeExceptionally(error);
    }

    void end(Result result) {
        if (result.error != null) {
            fail(result.error);
        } else {
            outcome.complete(result.score);
        }
    }

    /** An error of this call: "verifier 'x' WHAT on task 'y'". */
    RlvrException error(String what, @Nullable Throwable cause) {
        String message = "verifier '" + culprit() + "' " + what + " (task '" + attempt.taskId() + "')";
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
