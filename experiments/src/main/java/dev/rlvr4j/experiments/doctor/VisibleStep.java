package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import java.nio.file.Path;
import java.util.List;

/** Finds a learning rate at which one optimizer step shows in the log-probs, from the recipe's rate on. */
final class VisibleStep {
    /** Mean |change| of a token's log-prob, nats, that is enough, and that is too much. */
    private static final double ENOUGH = 0.1;

    private static final double TOO_MUCH = 1;
    private static final double FACTOR = 3;
    private static final int MOST_TRIES = 12;

    private VisibleStep() {}

    static double find(SetUp setUp) {
        try (Scratch scratch = new Scratch();
                Trainee trainee = Trainee.of(setUp, "step")) {
            Path start = scratch.directory("start");
            trainee.save(start);
            List<Group> groups = trainee.sample("step", 4);
            TrainingBatch batch = trainee.batch(groups);
            float[] before = trainee.logProbs(batch);
            double rate = setUp.optimizer().learningRate();
            double change = change(trainee, start, groups, batch, before, rate);
            double factor = change < ENOUGH ? FACTOR : 1 / FACTOR;
            for (int i = 0; i < MOST_TRIES && !(change >= ENOUGH && change <= TOO_MUCH); i++) {
                rate *= factor;
                change = change(trainee, start, groups, batch, before, rate);
                if (factor > 1 && change >= ENOUGH) {
                    break;
                }
            }
            return rate;
        }
    }

    private static double change(
            Trainee trainee, Path start, List<Group> groups, TrainingBatch batch, float[] before, double rate) {
        trainee.load(start);
        trainee.move(groups, rate);
        return Differences.meanDistance(trainee.logProbs(batch), before);
    }
}
