package dev.rlvr4j.rewards.math;

import dev.rlvr4j.rewards.Deadline;

/**
 * What one judgement may still spend: steps, each well below a microsecond, so that the verdict on a large answer does not depend
 * on the machine or its load, and the time until the deadline.
 */
final class Budget {
    private static final int STEPS = 200_000;
    private static final int LOOK_EVERY = 128;

    private final Deadline deadline;
    private int left = STEPS;
    private int sinceLook;

    Budget(Deadline deadline) {
        this.deadline = deadline;
    }

    /** Spends one step. */
    void tick() {
        spend(1);
    }

    /** Spends steps, and looks at the clock now and then. */
    void spend(int steps) {
        left -= steps;
        if (left < 0) {
            throw new Outside.Exceeded("comparing takes too many steps");
        }
        sinceLook += steps;
        if (sinceLook >= LOOK_EVERY) {
            sinceLook = 0;
            if (deadline.passed()) {
                throw new Outside.Exceeded("comparing takes too long");
            }
        }
    }
}
