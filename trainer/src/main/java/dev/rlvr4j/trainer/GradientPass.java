package dev.rlvr4j.trainer;

import static dev.rlvr4j.trainer.metrics.MetricNames.ENTROPY;
import static dev.rlvr4j.trainer.metrics.MetricNames.LOSS;
import static dev.rlvr4j.trainer.metrics.MetricNames.TRAIN_TOKENS;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.model.Policy;
import dev.rlvr4j.core.model.TokenScores;
import dev.rlvr4j.trainer.batch.MicroBatch;
import dev.rlvr4j.trainer.batch.MicroBatches;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.loss.LossBatch;
import dev.rlvr4j.trainer.loss.LossResult;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a batch through the policy in micro-batches and leaves the gradient of a loss in it. */
final class GradientPass {
    private final Policy policy;
    private final TrainingBatch batch;
    private final Loss loss;
    private final Metrics metrics = new Metrics();
    private final SamplerAgreement agreement = new SamplerAgreement();
    private double value;

    private GradientPass(Policy policy, TrainingBatch batch, Loss loss) {
        this.policy = policy;
        this.batch = batch;
        this.loss = loss;
    }

    /** Runs all micro-batches, or up to the first whose loss or gradient is not finite. */
    static ForwardBackwardResult run(Policy policy, TrainingBatch batch, Loss loss, int microBatchTokens) {
        GradientPass pass = new GradientPass(policy, batch, over(policy, batch, loss, microBatchTokens));
        int tokens = 0;
        boolean perMicroBatch = batch.aggregation().perMicroBatch(); // then each row counts, whatever its advantage
        List<MicroBatch> plan =
                MicroBatches.plan(batch, !loss.needsZeroAdvantageRows() && !perMicroBatch, microBatchTokens);
        for (MicroBatch micro : plan) {
            float[] weights =
                    perMicroBatch ? micro.ownWeights(batch, plan.size()) : micro.gather(batch, batch.weights());
            String nonFinite = pass.run(micro, weights);
            if (nonFinite != null) {
                return new ForwardBackwardResult(0, nonFinite, new Metrics());
            }
            tokens += micro.tokens();
        }
        pass.metrics.mean(LOSS, pass.value).sum(TRAIN_TOKENS, tokens).merge(pass.agreement.metrics());
        return new ForwardBackwardResult(pass.value, null, pass.metrics);
    }

    /** The loss, shown the whole batch under the current weights if it wants to see it. */
    private static Loss over(Policy policy, TrainingBatch batch, Loss loss, int microBatchTokens) {
        if (!loss.needsWholeBatch()) {
            return loss;
        }
        TokenScores scores = BatchScores.of(policy, batch, microBatchTokens);
        float[] sampler = batch.sampler() == null ? scores.logProbs() : batch.sampler();
        return loss.over(new LossBatch(
                batch.offsets(),
                scores.logProbs(),
                scores.entropies(),
                batch.old() == null ? sampler : batch.old(),
                sampler,
                batch.reference(),
                batch.advantages(),
                batch.weights()));
    }

    private @Nullable String run(MicroBatch micro, float[] weights) {
        float[] reference = reference(micro);
        try (Policy.Forward forward = policy.forward(micro.groups(), batch.temperature())) {
            TokenScores scores = forward.scores();
            float[] sampler = batch.sampler() == null ? null : micro.gather(batch, batch.sampler());
            float[] old = batch.old() == null ? sampler : micro.gather(batch, batch.old());
            LossBatch input = new LossBatch(
                    micro.offsets(),
                    scores.logProbs(),
                    scores.entropies(),
                    old == null ? scores.logProbs() : old,
                    sampler == null ? scores.logProbs() : sampler,
                    reference,
                    micro.gather(batch, batch.advantages()),
                    weights,
                    micro.positions(batch));
            LossResult result = loss.compute(input);
            String nonFinite = nonFinite(result, input.tokens());
            if (nonFinite == null) {
                value += result.value();
                metrics.merge(result.metrics());
                measure(micro, scores, sampler);
                forward.backward(result.logProbGradient(), result.entropyGradient());
            }
            return nonFinite;
        }
    }

    private float @Nullable [] reference(MicroBatch micro) {
        if (!loss.needsReference()) {
            return null;
        }
        return batch.reference() != null
                ? micro.gather(batch, batch.reference())
                : policy.scoreBase(micro.groups(), batch.temperature()).logProbs();
    }

    private static @Nullable String nonFinite(LossResult result, int tokens) {
        if (!Double.isFinite(result.value())) {
            return "the loss is " + result.value();
        }
        String inLogProbs = nonFinite("log-prob", result.logProbGradient(), tokens);
        return inLogProbs != null || result.entropyGradient() == null
                ? inLogProbs
                : nonFinite("entropy", result.entropyGradient(), tokens);
    }

    private static @Nullable String nonFinite(String of, float[] gradient, int tokens) {
        if (gradient.length != tokens) {
            throw new RlvrException("a loss must give one " + of + " gradient per token, but gave " + gradient.length
                    + " for " + tokens + " tokens");
        }
        for (float g : gradient) {
            if (!Float.isFinite(g)) {
                return "the gradient of the loss with respect to a token's " + of + " is " + g;
            }
        }
        return null;
    }

    private void measure(MicroBatch micro, TokenScores scores, float @Nullable [] sampler) {
        double entropy = 0;
        for (float e : scores.entropies()) {
            entropy += e;
        }
        metrics.meanOf(ENTROPY, entropy, scores.entropies().length);
        if (sampler != null) {
            agreement.add(micro.offsets(), scores.logProbs(), sampler);
        }
    }
}
