package dev.rlvr4j.trainer;

import static dev.rlvr4j.trainer.metrics.MetricNames.CHI2_SEQUENCE;
import static dev.rlvr4j.trainer.metrics.MetricNames.CHI2_TOKEN;
import static dev.rlvr4j.trainer.metrics.MetricNames.EFFECTIVE_SAMPLE_SIZE;
import static dev.rlvr4j.trainer.metrics.MetricNames.LOGP_DIFFERENCE_MAX;
import static dev.rlvr4j.trainer.metrics.MetricNames.LOGP_DIFFERENCE_MEAN;
import static dev.rlvr4j.trainer.metrics.MetricNames.LOG_PERPLEXITY_DIFFERENCE;
import static dev.rlvr4j.trainer.metrics.MetricNames.PROBABILITY_DIFFERENCE_MAX;
import static dev.rlvr4j.trainer.metrics.MetricNames.PROBABILITY_DIFFERENCE_MEAN;
import static dev.rlvr4j.trainer.metrics.MetricNames.PROBABILITY_DIFFERENCE_STD;
import static dev.rlvr4j.trainer.metrics.MetricNames.SAMPLER_PERPLEXITY;
import static dev.rlvr4j.trainer.metrics.MetricNames.SAMPLER_TRAINER_KL;
import static dev.rlvr4j.trainer.metrics.MetricNames.SAMPLER_TRAINER_KL_K1;
import static dev.rlvr4j.trainer.metrics.MetricNames.SAMPLING_RATIO_MAX;
import static dev.rlvr4j.trainer.metrics.MetricNames.SAMPLING_RATIO_MEAN;
import static dev.rlvr4j.trainer.metrics.MetricNames.SAMPLING_RATIO_MIN;
import static dev.rlvr4j.trainer.metrics.MetricNames.SAMPLING_RATIO_STD;
import static dev.rlvr4j.trainer.metrics.MetricNames.TRAINER_PERPLEXITY;

import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * How well the log-probs of the trainer agree with those of the sampler, over a whole batch: what TRL, verl and prime-rl watch.
 * Collects sequence by sequence; d is trainer - sampler log-prob, the ratio exp(d).
 */
final class SamplerAgreement {
    /** What the figures are called. */
    static final List<String> NAMES = List.of(
            CHI2_SEQUENCE,
            CHI2_TOKEN,
            EFFECTIVE_SAMPLE_SIZE,
            LOGP_DIFFERENCE_MAX,
            LOGP_DIFFERENCE_MEAN,
            LOG_PERPLEXITY_DIFFERENCE,
            PROBABILITY_DIFFERENCE_MAX,
            PROBABILITY_DIFFERENCE_MEAN,
            PROBABILITY_DIFFERENCE_STD,
            SAMPLER_PERPLEXITY,
            SAMPLER_TRAINER_KL,
            SAMPLER_TRAINER_KL_K1,
            SAMPLING_RATIO_MAX,
            SAMPLING_RATIO_MEAN,
            SAMPLING_RATIO_MIN,
            SAMPLING_RATIO_STD,
            TRAINER_PERPLEXITY);

    private static final double LARGEST_EXPONENT = 20;

    private final SummaryStatistics logRatio = new SummaryStatistics();
    private final SummaryStatistics distance = new SummaryStatistics();
    private final SummaryStatistics k3 = new SummaryStatistics();
    private final SummaryStatistics ratio = new SummaryStatistics();
    private final SummaryStatistics probability = new SummaryStatistics();
    private final SummaryStatistics squaredSequenceRatio = new SummaryStatistics();
    private final SummaryStatistics trainerPerplexity = new SummaryStatistics();
    private final SummaryStatistics samplerPerplexity = new SummaryStatistics();
    private final SummaryStatistics perplexityDifference = new SummaryStatistics();

    /** Adds the sequences of a micro-batch. */
    void add(int[] offsets, float[] trainer, float[] sampler) {
        for (int s = 0; s + 1 < offsets.length; s++) {
            double ofTrainer = 0;
            double ofSampler = 0;
            for (int i = offsets[s]; i < offsets[s + 1]; i++) {
                add(trainer[i], sampler[i]);
                ofTrainer += trainer[i];
                ofSampler += sampler[i];
            }
            int length = offsets[s + 1] - offsets[s];
            squaredSequenceRatio.addValue(exp(2 * (ofTrainer - ofSampler)));
            trainerPerplexity.addValue(Math.exp(-ofTrainer / length));
            samplerPerplexity.addValue(Math.exp(-ofSampler / length));
            perplexityDifference.addValue((ofSampler - ofTrainer) / length);
        }
    }

    private void add(double trainer, double sampler) {
        double d = trainer - sampler;
        logRatio.addValue(d);
        distance.addValue(Math.abs(d));
        k3.addValue(Math.expm1(Math.min(LARGEST_EXPONENT, d)) - d);
        ratio.addValue(exp(d));
        probability.addValue(Math.abs(Math.exp(trainer) - Math.exp(sampler)));
    }

    /** The figures of all sequences so far; none where there were none. */
    Metrics metrics() {
        Metrics metrics = new Metrics();
        if (ratio.getN() == 0) {
            return metrics;
        }
        double meanSquare = ratio.getSumsq() / ratio.getN();
        return metrics.mean(SAMPLER_TRAINER_KL, k3.getMean())
                .mean(SAMPLER_TRAINER_KL_K1, -logRatio.getMean())
                .mean(LOGP_DIFFERENCE_MEAN, distance.getMean())
                .max(LOGP_DIFFERENCE_MAX, distance.getMax())
                .mean(PROBABILITY_DIFFERENCE_MEAN, probability.getMean())
                .mean(PROBABILITY_DIFFERENCE_STD, probability.getStandardDeviation())
                .max(PROBABILITY_DIFFERENCE_MAX, probability.getMax())
                .mean(SAMPLING_RATIO_MEAN, ratio.getMean())
                .mean(SAMPLING_RATIO_STD, ratio.getStandardDeviation())
                .min(SAMPLING_RATIO_MIN, ratio.getMin())
                .max(SAMPLING_RATIO_MAX, ratio.getMax())
                .mean(EFFECTIVE_SAMPLE_SIZE, ratio.getMean() * ratio.getMean() / meanSquare)
                .mean(CHI2_TOKEN, meanSquare - 1)
                .mean(CHI2_SEQUENCE, squaredSequenceRatio.getMean() - 1)
                .mean(TRAINER_PERPLEXITY, trainerPerplexity.getMean())
                .mean(SAMPLER_PERPLEXITY, samplerPerplexity.getMean())
                .mean(LOG_PERPLEXITY_DIFFERENCE, perplexityDifference.getMean());
    }

    private static double exp(double exponent) {
        return Math.exp(Math.max(-LARGEST_EXPONENT, Math.min(LARGEST_EXPONENT, exponent)));
    }
}
