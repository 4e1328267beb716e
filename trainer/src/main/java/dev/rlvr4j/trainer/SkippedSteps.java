package dev.rlvr4j.trainer;

import dev.rlvr4j.core.DivergedException;

/**
 * How many optimizer steps were skipped because loss or gradient was not finite.
 *
 * @param total since the run began
 * @param inARow since the last step that was taken
 */
record SkippedSteps(long total, int inARow) {
    static final SkippedSteps NONE = new SkippedSteps(0, 0);

    private static final int TOO_MANY = 3;

    SkippedSteps afterSkip(String reason) {
        SkippedSteps now = new SkippedSteps(total + 1, inARow + 1);
        if (now.inARow >= TOO_MANY) {
            throw new DivergedException(
                    "training stopped: " + TOO_MANY + " optimizer steps in a row were skipped, the last because "
                            + reason
                            + "; lower the learning rate, look for extreme rewards in the samples, compute in float32, "
                            + "or resume from an earlier checkpoint");
        }
        return now;
    }

    SkippedSteps afterStep() {
        return new SkippedSteps(total, 0);
    }
}
