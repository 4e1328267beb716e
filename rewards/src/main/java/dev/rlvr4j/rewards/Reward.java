package dev.rlvr4j.rewards;

import dev.rlvr4j.core.loop.Score;
import io.vertx.core.Future;

/** A verifier (or a composition of them) as the loop calls it: asynchronous and time-limited. */
@FunctionalInterface
public interface Reward {
    /** Completes with the score, or fails with the verifier's error or a time-out that names verifier and task. */
    Future<Score> score(Attempt attempt);
}
