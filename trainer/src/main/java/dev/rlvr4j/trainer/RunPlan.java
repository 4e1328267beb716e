package dev.rlvr4j.trainer;

import dev.rlvr4j.core.InputException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How long a run goes and how it is kept.
 *
 * @param steps steps of the whole run, resumed or not, at least 1
 * @param seed key of all randomness of the run
 * @param checkpoints directory of checkpoints; null writes none
 * @param checkpointEvery steps between checkpoints; 0 is only after the last step
 * @param keepCheckpoints newest checkpoints to keep; 0 keeps all
 * @param resume whether to go on from the newest checkpoint, if there is one
 * @param fingerprint a digest of the recipe, which must be the same when resumed
 */
public record RunPlan(
        int steps,
        long seed,
        @Nullable Path checkpoints,
        int checkpointEvery,
        int keepCheckpoints,
        boolean resume,
        String fingerprint) {
    public RunPlan {
        if (steps < 1) {
            throw new InputException("steps must be at least 1, but is " + steps);
        }
        if (checkpointEvery < 0) {
            throw new InputException(
                    "checkpoint.every must be positive, or 0 for the end only, but is " + checkpointEvery);
        }
        if (keepCheckpoints < 0) {
            throw new InputException("checkpoint.keep must be positive, or 0 for all, but is " + keepCheckpoints);
        }
        if (resume && checkpoints == null) {
            throw new InputException("cannot resume a run without a checkpoint directory; name the run's folder");
        }
    }

    /** A run without checkpoints. */
    public static RunPlan of(int steps, long seed) {
        return new RunPlan(steps, seed, null, 0, 0, false, "");
    }

    boolean checkpointDue(int step) {
        return checkpoints != null && (step == steps || (checkpointEvery > 0 && step % checkpointEvery == 0));
    }
}
