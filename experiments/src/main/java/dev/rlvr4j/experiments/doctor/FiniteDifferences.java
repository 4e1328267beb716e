package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.loss.Loss;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The gradient of the trained tensors is the slope of the loss. The slope along random directions is taken from two forward
 * passes on either side; the gradient from where a step of plain gradient descent leads.
 */
final class FiniteDifferences implements Check {
    private static final int DIRECTIONS = 4;
    /** Relative error of the slopes, in the L2 norm. */
    private static final double LIMIT = 0.05;
    /**
     * A direction is such a share of the weights long: the shorter is nearer to the slope, but where the loss hardly changes
     * along it rounding is all there is to see.
     */
    private static final double[] SHARES = {0.01, 0.1, 0.3};

    private static final Loss LOSS = new LogProbLoss(0.3);

    @Override
    public String name() {
        return "gradient against finite differences";
    }

    @Override
    public Finding examine(SetUp setUp) {
        if (setUp.precision() != Precision.FLOAT32) {
            return Finding.skipped(this, "finite differences need float32; run with --set model.precision=float32");
        }
        if (!setUp.parts().exactGradient()) {
            return Finding.skipped(
                    this,
                    "this adapter method takes a part of its map for a constant, so its gradient is not the slope");
        }
        try (Scratch scratch = new Scratch();
                Trainee trainee = Trainee.ofMap(setUp, "finite", scratch)) {
            State start = new State(scratch.directory("start"), trainee.trained());
            trainee.save(start.directory());
            TrainingBatch batch = trainee.alternating(trainee.sample("finite", 8));
            double stride = stride(trainee, start, batch);
            State downhill = stepped(trainee, start, batch, LOSS, stride, scratch.directory("down"));
            State uphill = stepped(trainee, start, batch, new Negated(LOSS), stride, scratch.directory("up"));
            Slopes best = null;
            for (double share : SHARES) {
                Slopes slopes = slopes(trainee, start, batch, setUp.seed(), share, stride, downhill, uphill, scratch);
                if (best == null || slopes.error() < best.error()) {
                    best = slopes;
                }
                if (best.error() <= LIMIT) {
                    break;
                }
            }
            return judge(java.util.Objects.requireNonNull(best));
        }
    }

    /** Relative error of slopes along random directions, and their size. */
    private record Slopes(double error, double size) {}

    private static Slopes slopes(
            Trainee trainee,
            State start,
            TrainingBatch batch,
            long seed,
            double share,
            double stride,
            State downhill,
            State uphill,
            Scratch scratch) {
        double errors = 0;
        double squares = 0;
        for (int i = 0; i < DIRECTIONS; i++) {
            State.Direction direction = new State.Direction(seed + 1 + i, share);
            double slope = (loss(trainee, start.moved(direction, 1, scratch.directory(share + "-plus-" + i)), batch)
                            - loss(
                                    trainee,
                                    start.moved(direction, -1, scratch.directory(share + "-minus-" + i)),
                                    batch))
                    / 2;
            double expected = start.along(direction, downhill, uphill) / (2 * stride);
            errors += (slope - expected) * (slope - expected);
            squares += expected * expected;
        }
        return new Slopes(Math.sqrt(errors / squares), Math.sqrt(squares / DIRECTIONS));
    }

    /** The rate at which a step is as long as the weights, so that little of it is lost to rounding. */
    private static double stride(Trainee trainee, State start, TrainingBatch batch) {
        var gradient = trainee.gradient(batch, LOSS);
        double norm = trainee.step(Trainee.STANDSTILL).gradientNorm();
        if (!(norm > 0)) {
            throw new RlvrException("the gradient is zero while the loss is " + gradient.loss());
        }
        return start.norm() / norm;
    }

    private static State stepped(
            Trainee trainee, State start, TrainingBatch batch, Loss loss, double rate, Path target) {
        trainee.load(start.directory());
        var gradient = trainee.gradient(batch, loss);
        var step = trainee.step(rate);
        if (step.skipped() != null) {
            throw new RlvrException("a step was skipped at loss " + gradient.loss() + ": " + step.skipped());
        }
        trainee.save(target);
        return new State(target, trainee.trained());
    }

    private static double loss(Trainee trainee, State state, TrainingBatch batch) {
        trainee.load(state.directory());
        return trainee.gradient(batch, LOSS).loss();
    }

    private Finding judge(Slopes slopes) {
        double error = slopes.error();
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("relative_error", error);
        figures.put("slope", slopes.size());
        figures.put("directions", (double) DIRECTIONS);
        return Finding.of(
                this,
                error <= LIMIT,
                String.format(
                        Locale.ROOT,
                        "slopes along %d random directions differ by %.2g of their size (limit %s)",
                        DIRECTIONS,
                        error,
                        LIMIT),
                figures,
                "the backward pass does not give the slope of the forward pass: with an adapter method of your own, check its"
                        + " compile map and its changes to gradients; else report it with the recipe");
    }
}
