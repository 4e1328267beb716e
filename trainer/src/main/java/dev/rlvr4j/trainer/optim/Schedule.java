package dev.rlvr4j.trainer.optim;

/** The shape of the learning rate after warm-up. */
public enum Schedule {
    /** Stays at 1. */
    CONSTANT {
        @Override
        double decay(double progress) {
            return 1;
        }
    },
    /** Falls on a line. */
    LINEAR {
        @Override
        double decay(double progress) {
            return 1 - progress;
        }
    },
    /** Falls on half a cosine wave (Loshchilov and Hutter 2017). */
    COSINE {
        @Override
        double decay(double progress) {
            return (1 + Math.cos(Math.PI * progress)) / 2;
        }
    };

    /** From 1 at progress 0 down towards 0 at progress 1. */
    abstract double decay(double progress);

    /**
     * The factor on the peak learning rate at a step.
     *
     * @param step counted from 1
     * @param totalSteps steps of the run
     * @param warmupSteps steps over which the factor rises on a line; it is 1 at the last of them and not 0 at the first
     * @param minimumRatio what the factor falls to, in [0, 1]; reached one step after the last, so that no step is wasted
     */
    public double factor(int step, int totalSteps, int warmupSteps, double minimumRatio) {
        if (step <= warmupSteps) {
            return (double) step / warmupSteps;
        }
        double progress = (double) (step - 1 - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
        return minimumRatio + (1 - minimumRatio) * decay(Math.min(1, progress));
    }
}
