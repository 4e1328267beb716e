package dev.rlvr4j.trainer.optim;

import dev.rlvr4j.core.InputException;

/**
 * Warm-up, stable, decay (WSD; Hu et al. 2024, "MiniCPM"): stays at 1 and falls in the end. With a share of 1 on a line it is
 * {@link Schedule#LINEAR}.
 *
 * @param decayShare share of the steps after warm-up over which it falls, in (0, 1]
 * @param decayShape how it falls
 */
public record WarmupStableDecay(double decayShare, Shape decayShape) implements Schedule {
    public static final WarmupStableDecay DEFAULT = new WarmupStableDecay(0.2, Shape.LINEAR);

    /** How a decay falls from 1 to 0. */
    public enum Shape {
        /** {@code 1 - x}. */
        LINEAR {
            @Override
            double at(double x) {
                return 1 - x;
            }
        },
        /** {@code 1 - sqrt(x)}: faster at first (Hägele et al. 2024). */
        ONE_MINUS_SQRT {
            @Override
            double at(double x) {
                return 1 - Math.sqrt(x);
            }
        };

        abstract double at(double x);
    }

    public WarmupStableDecay {
        if (!(decayShare > 0 && decayShare <= 1)) {
            throw new InputException("decay_share must be above 0 and at most 1, but is " + decayShare
                    + "; a run that never decays has the schedule constant");
        }
    }

    @Override
    public double decay(double progress) {
        double begin = 1 - decayShare;
        return progress <= begin ? 1 : decayShape.at(Math.min(1, (progress - begin) / decayShare));
    }
}
