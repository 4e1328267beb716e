package dev.rlvr4j.trainer;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.model.GainNoise;

/**
 * A schedule of noise on the norms that rollouts sample with, while the trainer keeps them clean (QeRL's adaptive quantisation
 * noise, Huang et al. 2025). A run is cut into stages of equal length: none in the first, then falling by equal ratios from
 * start to end, {@code start (end / start)^(i / (stages - 2))} in stage i + 1. Each step draws its own.
 *
 * @param start deviation in the second stage; 0 is no noise at all
 * @param end deviation in the last stage
 * @param stages K, at least 2
 */
public record RolloutNoise(double start, double end, int stages) {
    /** No noise. */
    public static final RolloutNoise NONE = new RolloutNoise(0, 5e-4, 10);

    public RolloutNoise {
        if (!(start >= 0) || Double.isInfinite(start)) {
            throw new InputException("noise.start must be 0 (none) or positive, but is " + start);
        }
        if (!(end > 0) || Double.isInfinite(end)) {
            throw new InputException(
                    "noise.end must be positive, since noise falls towards it by ratios, but is " + end);
        }
        if (stages < 2) {
            throw new InputException(
                    "noise.stages must be at least 2, of which the first has no noise, but is " + stages);
        }
    }

    /** Whether there is any. */
    public boolean isOn() {
        return start > 0;
    }

    /** The deviation in a step, counted from 1; none behind the last step of a run. */
    public double sigma(int step, int steps) {
        int stage = (int) ((long) (step - 1) * stages / steps);
        if (stage == 0 || step > steps) {
            return 0;
        }
        return stages == 2 ? start : start * Math.pow(end / start, (stage - 1) / (stages - 2.0));
    }

    /** The noise of a step of a run. */
    GainNoise of(int step, RunPlan plan) {
        return new GainNoise(
                sigma(step, plan.steps()), CounterRandom.key(CounterRandom.key(plan.seed(), "noise"), step));
    }
}
