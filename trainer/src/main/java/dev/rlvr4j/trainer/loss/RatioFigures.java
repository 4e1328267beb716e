package dev.rlvr4j.trainer.loss;

import static dev.rlvr4j.trainer.metrics.MetricNames.CLIP_HIGH;
import static dev.rlvr4j.trainer.metrics.MetricNames.CLIP_LOW;
import static dev.rlvr4j.trainer.metrics.MetricNames.RATIO_MAX;
import static dev.rlvr4j.trainer.metrics.MetricNames.RATIO_MEAN;
import static dev.rlvr4j.trainer.metrics.MetricNames.RATIO_MIN;

import dev.rlvr4j.trainer.metrics.Metrics;

/** Gathers the importance ratios of a micro-batch, one per token or one per sequence, and how many of them the clip bound. */
final class RatioFigures {
    private int count;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private int low;
    private int high;

    void ratio(double ratio) {
        count++;
        sum += ratio;
        min = Math.min(min, ratio);
        max = Math.max(max, ratio);
    }

    /** Counts a ratio that a clip cut: at its lower bound if the sign (of an advantage, say) is negative, else at its upper. */
    void clipped(double sign) {
        low += sign < 0 ? 1 : 0;
        high += sign > 0 ? 1 : 0;
    }

    /** The ratios alone, for losses that clip nothing. */
    Metrics ratios() {
        Metrics metrics = new Metrics().meanOf(RATIO_MEAN, sum, count);
        return count == 0 ? metrics : metrics.min(RATIO_MIN, min).max(RATIO_MAX, max);
    }

    /** The ratios, and the shares that were clipped. */
    Metrics withClips() {
        return ratios().meanOf(CLIP_LOW, low, count).meanOf(CLIP_HIGH, high, count);
    }
}
