package dev.rlvr4j.trainer.optim;

/** The shape of the learning rate after warm-up. {@link Schedules} lists them by name. */
public sealed interface Schedule permits Schedule.Constant, Schedule.Linear, Schedule.Cosine, WarmupStableDecay {
    Schedule CONSTANT = new Constant();
    Schedule LINEAR = new Linear();
    Schedule COSINE = new Cosine();

    /** From 1 at progress 0 down towards 0 at progress 1, or staying at 1. */
    double decay(double progress);

    /** Stays at 1. */
    record Constant() implements Schedule {
        @Override
        public double decay(double progress) {
            return 1;
        }
    }

    /** Falls on a line. */
    record Linear() implements Schedule {
        @Override
        public double decay(double progress) {
            return 1 - progress;
        }
    }

    /** Falls on half a cosine wave (Loshchilov and Hutter 2017). */
    record Cosine() implements Schedule {
        @Override
        public double decay(double progress) {
            return (1 + Math.cos(Math.PI * progress)) / 2;
        }
    }
}
