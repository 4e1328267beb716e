package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.loss.LossBatch;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Leaves out tokens or sequences by a statistic of d = old - sampler log-prob (the rejection of verl): k1 = -d, k2 = d^2 / 2,
 * k3 = exp(d) - 1 - d, of each token, or summed, averaged or at its largest over a sequence. The others keep weight 1.
 *
 * @param statistic which one
 * @param low k1 only: smallest exp(k1) that stays; 0 takes 1 / high
 * @param high largest value that stays; for k1 the largest exp(k1)
 */
public record Rejection(Statistic statistic, double low, double high) implements SamplerCorrection {
    /** A statistic of the log-ratios: what it is over, and which estimate. */
    public enum Statistic {
        TOKEN_K1,
        TOKEN_K2,
        TOKEN_K3,
        SEQ_SUM_K1,
        SEQ_SUM_K2,
        SEQ_SUM_K3,
        SEQ_MEAN_K1,
        SEQ_MEAN_K2,
        SEQ_MEAN_K3,
        SEQ_MAX_K2,
        SEQ_MAX_K3;

        boolean ofTokens() {
            return name().startsWith("TOKEN");
        }

        boolean isK1() {
            return name().endsWith("K1");
        }

        private DoubleUnaryOperator estimate() {
            return switch (name().charAt(name().length() - 1)) {
                case '1' -> d -> -d;
                case '2' -> d -> d * d / 2;
                default -> d -> Math.expm1(d) - d;
            };
        }

        double over(LossBatch batch, int from, int to) {
            var values = IntStream.range(from, to)
                    .mapToDouble(i -> SamplerCorrection.log(batch, i))
                    .map(estimate());
            return switch (this) {
                case SEQ_SUM_K1, SEQ_SUM_K2, SEQ_SUM_K3 -> values.sum();
                case SEQ_MEAN_K1, SEQ_MEAN_K2, SEQ_MEAN_K3 -> values.sum() / (to - from);
                case TOKEN_K1, TOKEN_K2, TOKEN_K3, SEQ_MAX_K2, SEQ_MAX_K3 ->
                    values.max().orElse(0);
            };
        }
    }

    public Rejection {
        if (!(high > 0)) {
            throw new InputException("high must be positive, but is " + high);
        }
        if (statistic.isK1()) {
            double least = low == 0 ? 1 / high : low;
            if (!(least > 0 && least < high)) {
                throw new InputException(
                        "k1 stays within [low, high], where low is 0 (1 / high) or positive and below high, but low is "
                                + low + " and high is " + high);
            }
        } else if (low != 0) {
            throw new InputException("low is for k1 only, since k2 and k3 are never negative; leave it out for "
                    + statistic.name().toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public CorrectionResult weights(LossBatch batch) {
        return statistic.ofTokens()
                ? SamplerCorrection.tokens(batch, i -> keep(statistic.over(batch, i, i + 1)))
                : SamplerCorrection.sequences(
                        batch, s -> keep(statistic.over(batch, batch.offsets()[s], batch.offsets()[s + 1])));
    }

    private double keep(double value) {
        return SamplerCorrection.keep(
                statistic.isK1()
                        ? SamplerCorrection.inside(value, Math.log(low == 0 ? 1 / high : low), Math.log(high))
                        : value <= high);
    }
}
