package dev.rlvr4j.trainer.correction;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.loss.LossBatch;
import java.util.Arrays;

/**
 * Trains on the tokens of highest entropy alone (Wang et al. 2025, "Beyond the 80/20 rule"): those at or above the quantile
 * 1 - share of the entropies of the whole optimizer batch, linear between order statistics.
 *
 * @param share of tokens that stay, in (0, 1]
 */
public record TopEntropy(double share) implements Correction {
    /** The first tokens of a group have one context, so equal entropies up to rounding: all of them stay or none. */
    private static final double TIE = 1e-5;

    public TopEntropy {
        if (!(share > 0 && share <= 1)) {
            throw new InputException("share must be above 0 and at most 1, but is " + share);
        }
    }

    @Override
    public boolean needsWholeBatch() {
        return true;
    }

    /** Decides for each token once, so that rounding in another micro-batch cannot decide otherwise. */
    @Override
    public Correction over(LossBatch whole) {
        float[] entropies = whole.entropies();
        double least = quantile(entropies, 1 - share) - TIE;
        float[] kept = new float[entropies.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = entropies[i] >= least ? 1 : 0;
        }
        return batch -> SamplerCorrection.tokens(batch, i -> kept[batch.positions()[i]]);
    }

    /** The batch is all there is. */
    @Override
    public CorrectionResult weights(LossBatch batch) {
        LossBatch whole = new LossBatch(
                batch.offsets(),
                batch.logProbs(),
                batch.entropies(),
                batch.old(),
                batch.sampler(),
                batch.reference(),
                batch.advantages(),
                batch.weights());
        return over(whole).weights(whole);
    }

    private static double quantile(float[] values, double q) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = q * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * ((double) sorted[above] - sorted[below]);
    }
}
