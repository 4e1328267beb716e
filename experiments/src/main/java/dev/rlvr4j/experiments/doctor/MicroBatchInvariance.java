package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.loss.Loss;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The gradient does not depend on how the batch is cut: that of the recipe's budget less that of one sequence at a time is zero.
 * Both add up in the policy, the second with its sign turned, so that only norms are read.
 */
final class MicroBatchInvariance implements Check {
    @Override
    public String name() {
        return "micro-batch invariance";
    }

    @Override
    public Finding examine(SetUp setUp) {
        if (setUp.algorithm().aggregation().perMicroBatch()) {
            return Finding.skipped(
                    this,
                    "the recipe's aggregation averages each micro-batch by itself, so its gradient depends on them");
        }
        Loss loss = setUp.algorithm().loss();
        try (Scratch scratch = new Scratch();
                Trainee trainee = Trainee.ofMap(setUp, "micro", scratch)) {
            TrainingBatch batch = trainee.alternating(trainee.sample("micro", 8));
            var whole = trainee.gradient(batch, loss);
            double norm = trainee.step(Trainee.STANDSTILL).gradientNorm();
            var again = trainee.gradient(batch, loss);
            trainee.budget(1);
            var apart = trainee.gradient(batch, new Negated(loss));
            double rest = trainee.step(Trainee.STANDSTILL).gradientNorm();
            double relative = rest / norm;
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("relative_difference", relative);
            figures.put("gradient_norm", norm);
            figures.put("loss_difference", Math.abs(whole.loss() + apart.loss()));
            figures.put("repeat_difference", Math.abs(whole.loss() - again.loss()));
            String message = String.format(
                    Locale.ROOT,
                    "gradients of %d tokens at a time and of one sequence at a time differ by %.2g of their norm (limit %s)",
                    setUp.microBatchTokens(),
                    relative,
                    setUp.limits().gradient());
            return Finding.of(
                    this,
                    relative <= setUp.limits().gradient(),
                    message,
                    figures,
                    "the loss or its normalisation depends on training.micro_batch_tokens: results will change with memory settings;"
                            + " check the loss for averages over what it is given at once");
        }
    }
}
