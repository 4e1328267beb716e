package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import java.util.stream.IntStream;

/** How two lists of log-probs of the same tokens differ. */
final class Differences {
    private Differences() {}

    /** Mean |a - b|. */
    static double meanDistance(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs((double) a[i] - b[i]))
                .average()
                .orElse(0);
    }

    /** |a - b| of each token, rising. */
    static double[] sortedDistances(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs((double) a[i] - b[i]))
                .sorted()
                .toArray();
    }

    /** Mean |e^a - e^b|. */
    static double meanProbabilityDistance(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs(Math.exp(a[i]) - Math.exp(b[i])))
                .average()
                .orElse(0);
    }

    /** Mean k3 estimate of KL(sampler || trainer). */
    static double kl(float[] trainer, float[] sampler) {
        return IntStream.range(0, trainer.length)
                .mapToDouble(i -> (double) trainer[i] - sampler[i])
                .map(d -> Math.expm1(d) - d)
                .average()
                .orElse(0);
    }

    /** The sampler's log-probs of a batch that was sampled. */
    static float[] sampler(TrainingBatch batch) {
        float[] sampler = batch.sampler();
        if (sampler == null) {
            throw new RlvrException("the batch was not sampled");
        }
        return sampler;
    }
}
