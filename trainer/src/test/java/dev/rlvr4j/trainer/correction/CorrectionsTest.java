package dev.rlvr4j.trainer.correction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.trainer.correction.Rejection.Statistic;
import dev.rlvr4j.trainer.loss.LossBatch;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CorrectionsTest {
    /** Token ratios old / sampler: 2, 4 in one sequence (product 8, geometric mean 2.83), 1/2, 1 in another (1/2, 0.71). */
    private static final LossBatch BATCH = ratios(new int[] {0, 2, 4}, 2, 4, 0.5, 1);

    private static LossBatch ratios(int[] offsets, double... ratios) {
        float[] old = new float[ratios.length];
        for (int i = 0; i < old.length; i++) {
            old[i] = (float) Math.log(ratios[i]);
        }
        return new LossBatch(
                offsets,
                old.clone(),
                new float[old.length],
                old,
                new float[old.length],
                null,
                new float[old.length],
                ones(old.length));
    }

    private static float[] ones(int n) {
        float[] ones = new float[n];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static void check(Correction correction, double... expected) {
        check(correction, BATCH, expected);
    }

    private static void check(Correction correction, LossBatch batch, double... expected) {
        float[] actual = correction.weights(batch).weights();
        double[] wide = new double[actual.length];
        Arrays.setAll(wide, i -> actual[i]);
        assertThat(wide).as("%s", correction).containsExactly(expected, within(1e-5));
    }

    @Test
    void truncates() {
        check(new TisToken(3), 2, 3, 0.5, 1);
        check(new TisSequence(3), 3, 3, 0.5, 0.5);
        check(new TisSequence(100), 8, 8, 0.5, 0.5);
    }

    @Test
    void masksAndKeepsTheWeightOfTheRest() {
        check(new MisToken(0, 3), 2, 0, 0.5, 1);
        check(new MisToken(0.6, 5), 2, 4, 0, 1);
        check(new MisSequence(0, 3), 0, 0, 0.5, 0.5);
        check(new MisSequence(0.6, 10), 8, 8, 0, 0);
        check(new SeqMaskTis(0.5, 2.5), 0, 0, 0.5, 1);
        check(new SeqMaskTis(0.8, 3), 2, 4, 0, 0);
    }

    @Test
    void masksWholeSequences() {
        check(new GeometricMask(0.5, 2.5), 0, 0, 1, 1);
        check(new GeometricMask(0.8, 3), 1, 1, 0, 0);
        check(new ProductMask(0.6, 10), 1, 1, 0, 0);
        check(new ProductMask(0.4, 7), 0, 0, 1, 1);
        check(new OutlierMask(0.4, 3), 0, 0, 1, 1);
        check(new OutlierMask(0.6, 5), 1, 1, 0, 0);
    }

    @Test
    void rejectsByStatistic() {
        double ln2 = Math.log(2);
        // k1 = -log ratio, its exponentials 1/2 1/4 2 1
        check(new Rejection(Statistic.TOKEN_K1, 0, 2.1), 1, 0, 1, 1); // in [1/2.1, 2.1]
        check(new Rejection(Statistic.TOKEN_K1, 0.2, 1.5), 1, 1, 0, 1);
        // k2 = 0.240, 0.961, 0.240, 0
        check(new Rejection(Statistic.TOKEN_K2, 0, ln2 * ln2), 1, 0, 1, 1);
        // k3 = ratio - 1 - log ratio = 0.307, 1.614, 0.193, 0
        check(new Rejection(Statistic.TOKEN_K3, 0, 0.25), 0, 0, 1, 1);
        // sums of k1: exponentials 1/8 and 2; means: 0.354 and 1.414
        check(new Rejection(Statistic.SEQ_SUM_K1, 0.1, 1.9), 1, 1, 0, 0);
        check(new Rejection(Statistic.SEQ_MEAN_K1, 0, 2), 0, 0, 1, 1);
        // sums 1.201 and 0.240, means 0.601 and 0.120, largest 0.961 and 0.240
        check(new Rejection(Statistic.SEQ_SUM_K2, 0, 1.19), 0, 0, 1, 1);
        check(new Rejection(Statistic.SEQ_SUM_K2, 0, 1.21), 1, 1, 1, 1);
        check(new Rejection(Statistic.SEQ_MEAN_K2, 0, 0.11), 0, 0, 0, 0);
        check(new Rejection(Statistic.SEQ_MEAN_K2, 0, 0.59), 0, 0, 1, 1);
        check(new Rejection(Statistic.SEQ_MAX_K2, 0, 0.97), 1, 1, 1, 1);
        check(new Rejection(Statistic.SEQ_MAX_K2, 0, 0.95), 0, 0, 1, 1);
        // sums 1.921 and 0.193, means 0.960 and 0.097, largest 1.614 and 0.193
        check(new Rejection(Statistic.SEQ_SUM_K3, 0, 1.93), 1, 1, 1, 1);
        check(new Rejection(Statistic.SEQ_SUM_K3, 0, 1.91), 0, 0, 1, 1);
        check(new Rejection(Statistic.SEQ_MEAN_K3, 0, 0.1), 0, 0, 1, 1);
        check(new Rejection(Statistic.SEQ_MAX_K3, 0, 0.19), 0, 0, 0, 0);
        assertThatThrownBy(() -> new Rejection(Statistic.TOKEN_K2, 0.5, 1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("token_k2");
        assertThatThrownBy(() -> new Rejection(Statistic.TOKEN_K1, 0, 0.5)).isInstanceOf(InputException.class);
    }

    @Test
    void leavesOutWhatThePolicyHasMovedAwayFromWhereTheAdvantageIsNegative() {
        // sampler - new: 0.2 and 0.6 (mean 0.4); 1 and 0.4 (mean 0.7); the same with a positive advantage
        LossBatch batch = new LossBatch(
                new int[] {0, 2, 4, 6},
                new float[] {-0.2f, -0.6f, -1, -0.4f, -1, -0.4f},
                new float[6],
                new float[6],
                new float[6],
                null,
                new float[] {-1, -1, -1, -1, 1, 1},
                ones(6));
        check(new OffPolicySequence(0.5), batch, 1, 1, 0, 0, 1, 1);
        check(new OffPolicySequence(0.3), batch, 0, 0, 0, 0, 1, 1);
        check(new OffPolicySequence(0.8), batch, 1, 1, 1, 1, 1, 1);
    }

    private static LossBatch entropies(float... entropies) {
        int n = entropies.length;
        return new LossBatch(
                new int[] {0, n}, new float[n], entropies, new float[n], new float[n], null, new float[n], ones(n));
    }

    @Test
    void keepsTheTokensOfHighestEntropyOfTheWholeBatch() {
        LossBatch whole = entropies(0, 5, 1, 4, 2, 3);
        check(new TopEntropy(0.2), whole, 0, 1, 0, 1, 0, 0); // the quantile 0.8 of six is 4
        check(new TopEntropy(0.3), whole, 0, 1, 0, 1, 0, 0); // 3.5
        check(new TopEntropy(1), whole, 1, 1, 1, 1, 1, 1);
        check(new TopEntropy(0.5), entropies(1, 2, 2.000001f, 1.999999f, 3), 0, 1, 1, 1, 1); // equal up to rounding
        assertThat(new TopEntropy(0.2).needsWholeBatch()).isTrue();
        LossBatch micro = new LossBatch(
                new int[] {0, 2},
                new float[2],
                new float[] {9, 9}, // decided on the whole batch, not on what another forward pass says
                new float[2],
                new float[2],
                null,
                new float[2],
                ones(2),
                new int[] {3, 4});
        check(new TopEntropy(0.2).over(whole), micro, 1, 0);
    }

    @Test
    void whereTheSamplerIsTheTrainerNothingIsCorrected() {
        LossBatch same = ratios(new int[] {0, 1, 3}, 1, 1, 1);
        for (Map.Entry<String, Correction> named : Corrections.all().entrySet()) {
            check(named.getValue(), same, 1, 1, 1);
        }
    }

    @Test
    void weightsAreNeitherNegativeNorEndlessWhateverTheGap() {
        for (int seed = 0; seed < 100; seed++) {
            double[] ratios = new double[6];
            long key = CounterRandom.key(5, seed);
            Arrays.setAll(ratios, i -> Math.exp(160 * CounterRandom.uniform(key, i) - 80));
            LossBatch batch = ratios(new int[] {0, 2, 6}, ratios);
            for (Correction correction : Corrections.all().values()) {
                for (float weight : correction.weights(batch).weights()) {
                    assertThat(weight).isBetween(0f, 5e8f);
                }
            }
        }
    }

    @Test
    void refusesBoundsThatHoldNothing() {
        assertThatThrownBy(() -> new MisToken(3, 2))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("low is 3.0 and high is 2.0");
        assertThatThrownBy(() -> new TisToken(0)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new TopEntropy(0)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new OffPolicySequence(-1)).isInstanceOf(InputException.class);
    }
}
