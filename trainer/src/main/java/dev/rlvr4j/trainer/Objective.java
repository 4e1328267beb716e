package dev.rlvr4j.trainer;

import static dev.rlvr4j.trainer.metrics.MetricNames.CORRECTION_MASKED;
import static dev.rlvr4j.trainer.metrics.MetricNames.CORRECTION_MAX;
import static dev.rlvr4j.trainer.metrics.MetricNames.CORRECTION_MEAN;
import static dev.rlvr4j.trainer.metrics.MetricNames.CORRECTION_MIN;

import dev.rlvr4j.trainer.checkpoint.Memory;
import dev.rlvr4j.trainer.correction.Correction;
import dev.rlvr4j.trainer.correction.CorrectionResult;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.LossBatch;
import dev.rlvr4j.trainer.loss.LossResult;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is minimised: a policy loss, its tokens weighted by corrections, plus terms that no correction touches (KL, entropy).
 *
 * @param policy the policy loss
 * @param corrections factors on the weights of its tokens; they multiply
 * @param terms added as they are
 */
public record Objective(Loss policy, List<Correction> corrections, List<Loss> terms) implements Loss {
    public Objective {
        corrections = List.copyOf(corrections);
        terms = List.copyOf(terms);
    }

    @Override
    public boolean needsReference() {
        return policy.needsReference() || terms.stream().anyMatch(Loss::needsReference);
    }

    @Override
    public boolean needsZeroAdvantageRows() {
        return policy.needsZeroAdvantageRows() || terms.stream().anyMatch(Loss::needsZeroAdvantageRows);
    }

    @Override
    public boolean comparesOldWithSampler() {
        return policy.comparesOldWithSampler() || corrections.stream().anyMatch(Correction::comparesOldWithSampler);
    }

    @Override
    public boolean needsWholeBatch() {
        return policy.needsWholeBatch()
                || corrections.stream().anyMatch(Correction::needsWholeBatch)
                || terms.stream().anyMatch(Loss::needsWholeBatch);
    }

    @Override
    public Objective over(LossBatch whole) {
        return new Objective(
                policy.over(whole),
                corrections.stream().map(c -> c.over(whole)).toList(),
                terms.stream().map(t -> t.over(whole)).toList());
    }

    @Override
    public void stepped(Map<String, Double> figures, int sequences) {
        policy.stepped(figures, sequences);
        terms.forEach(t -> t.stepped(figures, sequences));
    }

    @Override
    public List<Memory> memories() {
        return Stream.concat(Stream.of(policy), terms.stream())
                .flatMap(loss -> loss.memories().stream())
                .toList();
    }

    @Override
    public LossResult compute(LossBatch batch) {
        Metrics metrics = new Metrics();
        LossResult main = policy.compute(corrected(batch, metrics));
        double value = main.value();
        float[] gradient = main.logProbGradient();
        float[] entropy = main.entropyGradient();
        metrics.merge(main.metrics());
        for (Loss term : terms) {
            LossResult part = term.compute(batch);
            value += part.value();
            gradient = sum(gradient, part.logProbGradient());
            entropy = entropy == null || part.entropyGradient() == null
                    ? firstOf(entropy, part.entropyGradient())
                    : sum(entropy, part.entropyGradient());
            metrics.merge(part.metrics());
        }
        return new LossResult(value, gradient, entropy, metrics);
    }

    private LossBatch corrected(LossBatch batch, Metrics metrics) {
        if (corrections.isEmpty()) {
            return batch;
        }
        float[] factors = new float[batch.tokens()];
        Arrays.fill(factors, 1);
        for (Correction correction : corrections) {
            CorrectionResult result = correction.weights(batch);
            for (int i = 0; i < factors.length; i++) {
                factors[i] *= result.weights()[i];
            }
            metrics.merge(result.metrics());
        }
        float[] weights = batch.weights().clone();
        DoubleSummaryStatistics figures = new DoubleSummaryStatistics();
        int masked = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= factors[i];
            figures.accept(factors[i]);
            masked += factors[i] == 0 ? 1 : 0;
        }
        metrics.meanOf(CORRECTION_MEAN, figures.getSum(), weights.length)
                .min(CORRECTION_MIN, figures.getMin())
                .max(CORRECTION_MAX, figures.getMax())
                .meanOf(CORRECTION_MASKED, masked, weights.length);
        return batch.withWeights(weights);
    }

    private static float @Nullable [] firstOf(float @Nullable [] a, float @Nullable [] b) {
        return a == null ? b : a;
    }

    private static float[] sum(float[] a, float[] b) {
        float[] sum = new float[a.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = a[i] + b[i];
        }
        return sum;
    }
}
