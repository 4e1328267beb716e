package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.trainer.loss.LossBatch;
import java.util.stream.IntStream;

/**
 * Leaves out sequences with even one token whose ratio exp(d) is out of bounds, d = old - sampler log-prob: a catastrophic
 * token makes the whole sequence suspect. The other sequences keep weight 1.
 *
 * @param low smallest ratio that stays, at least 0
 * @param high largest ratio that stays
 */
public record OutlierMask(double low, double high) implements SamplerCorrection {
    public OutlierMask {
        SamplerCorrection.checkBounds(low, high);
    }

    @Override
    public CorrectionResult weights(LossBatch batch) {
        return SamplerCorrection.sequences(
                batch,
                s -> SamplerCorrection.keep(IntStream.range(batch.offsets()[s], batch.offsets()[s + 1])
                        .allMatch(i -> SamplerCorrection.inside(SamplerCorrection.ratio(batch, i), low, high))));
    }
}
