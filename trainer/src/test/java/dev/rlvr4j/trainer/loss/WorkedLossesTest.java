package dev.rlvr4j.trainer.loss;

import static dev.rlvr4j.trainer.loss.LossBatches.pair;
import static java.lang.Math.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.loss.DecoupledPpo.OnExcess;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Each loss with numbers worked by hand on one sequence of two tokens, weights 1/2: new probabilities 0.6 and 0.2, old 0.4 and
 * 0.4 (ratios 1.5 and 0.5), sampler 0.5 and 0.4 (ratios 1.2 and 0.5). The clipped token losses are worked in PpoClipTest.
 */
class WorkedLossesTest {
    private static LossResult gives(Loss loss, LossBatch batch, double value, double first, double second) {
        LossResult result = loss.compute(batch);
        assertThat(result.value()).isCloseTo(value, offset(1e-6));
        assertThat(result.logProbGradient())
                .containsExactly(new float[] {(float) first, (float) second}, within(1e-6f));
        return result;
    }

    @Test
    void dualClipBoundsTheLossOfNegativeAdvantages() {
        // A -2: -r A = 3 and 1; clip at 0.8 makes the second 1.6; c 1.2 bounds the first at 2.4
        LossResult result = gives(new PpoClip(0.2, 0.2, 1.2, 0), pair(-2), (2.4 + 1.6) / 2, 0, 0);
        assertThat(result.metrics().toMap()).containsEntry(MetricNames.CLIP_DUAL, 0.5);
        // without it the first keeps its loss and gradient
        gives(new PpoClip(0.2, 0.2), pair(-2), (3 + 1.6) / 2, 1.5, 0);
    }

    @Test
    void deltaCapsTheUnclippedRatio() {
        // A -2: r 1.5 is capped at 1.4: loss 2.8, no gradient; positive advantages are clipped before
        gives(new PpoClip(0.2, 0.2, 0, 1.4), pair(-2), (2.8 + 1.6) / 2, 0, 0);
        gives(new PpoClip(0.2, 0.2, 0, 1.4), pair(2), (-2.4 - 1) / 2, 0, -0.5);
    }

    @Test
    void gspoTakesTheGeometricMeanOfTheRatios() {
        // s = sqrt(1.5 x 0.5) = 0.866025; inside the bounds, each of the 2 tokens has half the gradient of -s A
        gives(new Gspo(0.2, 0.2), pair(2), -1.7320508, -0.8660254, -0.8660254);
        gives(new GspoToken(0.2, 0.2), pair(2), -1.7320508, -0.8660254, -0.8660254);
        // bounds 0.1: below 0.9, a negative advantage is cut there
        gives(new Gspo(0.1, 0.1), pair(-2), 1.8, 0, 0);
        gives(new GspoToken(0.1, 0.1), pair(-2), 1.8, 0, 0);
    }

    @Test
    void luspoIsGspoTimesTheLength() {
        gives(new Luspo(0.2, 0.2), pair(2), -3.4641016, -1.7320508, -1.7320508);
    }

    @Test
    void rlooTakesTheRatioOfTheWholeSequence() {
        // 1.5 x 0.5 = 0.75; at 0.8 a negative advantage is cut
        gives(new Rloo(0.2, 0.2), pair(2), -1.5, -1.5, -1.5);
        gives(new Rloo(0.2, 0.2), pair(-2), 1.6, 0, 0);
    }

    @Test
    void gmpoClipsTokensInLogSpace() {
        // A 2: ln 1.5 = 0.405 is cut at 0.4, ln 0.5 stays: exp((0.4 - 0.693147) / 2) = 0.863662
        gives(new Gmpo(0.4, 0.4), pair(2), -1.7273243, 0, -0.8636622);
        // A -2: ln 0.5 is cut at -0.4: exp((0.405465 - 0.4) / 2) = 1.002736
        gives(new Gmpo(0.4, 0.4), pair(-2), 2.0054726, 1.0027363, 0);
    }

    @Test
    void cispoWeighsLogProbsByACappedRatio() {
        // weights 1.2 and 0.5: -(1.2 ln 0.6 + 0.5 ln 0.2) x 2 / 2
        gives(new Cispo(1.2), pair(2), 1.4177097, -1.2, -0.5);
        // weights 1.28 and 0.8
        gives(new CispoClip(0.2, 0.28), pair(2), 1.9414071, -1.28, -0.8);
    }

    @Test
    void sapoFadesWithASigmoid() {
        // A 2, tau 1: -2 x 4 (sigma(0.5) + sigma(-0.5)) / 2 = -4, gradients -2 x 4 sigma (1 - sigma) r / 2
        gives(new Sapo(1, 1.05), pair(2), -4, -1.4100223, -0.4700074);
        // A -2, tau 1.05
        gives(new Sapo(1, 1.05), pair(-2), 4 / 1.05, 1.4012097, 0.4670699);
    }

    @Test
    void vespoFadesWithTheRatioOfTheSequence() {
        // on a sampler equal to old w = 0.75: phi = exp(3 + 2 ln w - 3 w) = 1.190813; A < 0: exp(2 + 3 ln w - 2 w) =
        // 0.695554
        LossBatch up = LossBatches.withSampler(pair(2), log(0.4), log(0.4));
        LossBatch down = LossBatches.withSampler(pair(-2), log(0.4), log(0.4));
        gives(new Vespo(2, 3, 3, 2), up, 2.5248363, -1.1908125, -1.1908125);
        gives(new Vespo(2, 3, 3, 2), down, -1.4747584, 0.6955543, 0.6955543);
        // against another sampler w = 1.2 x 0.5 = 0.6: phi = 1.195242
        gives(new Vespo(2, 3, 3, 2), pair(2), 2.5342282, -1.1952421, -1.1952421);
    }

    @Test
    void reinforceIsTheLogProbTimesTheAdvantage() {
        gives(new Reinforce(), pair(2), -(log(0.6) + log(0.2)), -1, -1);
    }

    @Test
    void importanceSamplingTakesTheSamplersRatio() {
        gives(new ImportanceSampling(), pair(2), -1.7, -1.2, -0.5);
    }

    @Test
    void droPullsTowardsTheSampler() {
        // -(2 ln p - 0.25 x^2), x = ln 1.2 and ln 0.5; gradients -(2 - x / 2) / 2
        gives(new Dro(0.5), pair(2), 2.1844753, -0.9544196, -1.1732868);
    }

    @Test
    void dppoDropsTokensWhoseProbabilityMovedTooFar() {
        // gains 0.1 and -0.2; tau 0.1 adds 0.1 x^2, x^2 = 0.0332412 and 0.4804530
        // A 2, at most 0.05 up: the first is dropped; -2 x 0.5 stays
        LossResult result = gives(new DppoKl(0.2, 0.05, 0.1), pair(2), -0.4743153, 0.0182322, -0.5693147);
        assertThat(result.metrics().toMap()).containsEntry(MetricNames.MASKED, 0.5);
        // A -2, at most 0.1 down: the second is dropped; 2 x 1.2 stays
        gives(new DppoKl(0.1, 0.2, 0.1), pair(-2), 1.2256847, 1.2182322, -0.0693147);
        // either way at most 0.15: the second is dropped whatever its advantage
        gives(new Ipo(0.15, 0.1), pair(2), -1.1743153, -1.1817678, -0.0693147);
    }

    @Test
    void decoupledPpoWeighsTheClipByOldOverSampler() {
        // weights 0.8 and 1; clipped losses -2.4 and -1
        gives(new DecoupledPpo(0.2, 0.2, 0, 5, OnExcess.MASK), pair(2), (0.8 * -2.4 - 1) / 2, 0, -0.5);
        // cap 0.9: the second is left out, or weighs 0.9
        gives(new DecoupledPpo(0.2, 0.2, 0, 0.9, OnExcess.MASK), pair(2), 0.8 * -2.4 / 2, 0, 0);
        gives(new DecoupledPpo(0.2, 0.2, 0, 0.9, OnExcess.CLAMP), pair(2), (0.8 * -2.4 - 0.9) / 2, 0, -0.45);
    }

    /** Four tokens, A 2, 2, -2, -2 and log-probs -1, -3, -1, -3: covariances 2, -2, -2, 2. */
    private static LossBatch covaried(double old) {
        return LossBatches.of(
                new double[] {-1, -3, -1, -3}, new double[] {old, -3, -1, -3}, null, new double[] {2, 2, -2, -2});
    }

    @Test
    void clipCovLeavesOutTokensOfHighCovariance() {
        LossResult both = new ClipCov(0.2, 0.2, 0.5, 1, 5, 0).compute(covaried(-1));
        assertThat(both.logProbGradient()).containsExactly(new float[] {0, -0.5f, 0.5f, 0}, within(1e-6f));
        assertThat(both.metrics().toMap()).containsEntry(MetricNames.MASKED, 0.5);
        // a share below one token is one token, by the seed the first or the last
        assertThat(LongStream.range(0, 20)
                        .mapToObj(seed -> new ClipCov(0.2, 0.2, 2e-4, 1, 5, seed).compute(covaried(-1)))
                        .map(result -> result.logProbGradient()[0] == 0 ? "first" : "last"))
                .contains("first", "last");
        // a token that the clip cuts anyway is no candidate
        LossResult clipped = new ClipCov(0.2, 0.2, 0.5, 1, 5, 0).compute(covaried(-2));
        assertThat(clipped.value()).isCloseTo((-2.4 - 2 + 2) / 4, offset(1e-6));
        assertThat(clipped.logProbGradient()).containsExactly(new float[] {0, -0.5f, 0.5f, 0}, within(1e-6f));
    }

    @Test
    void klCovPenalisesTokensOfHighCovariance() {
        // the first of the two highest: r = 1.5, -3 + 0.1 ln 1.5
        LossResult result = new KlCov(0.25, 0.1).compute(covaried(-1 - log(1.5)));
        assertThat(result.value()).isCloseTo((-3 + 0.1 * log(1.5) - 2 + 2 + 2) / 4, offset(1e-6));
        assertThat(result.logProbGradient())
                .containsExactly(new float[] {(float) (-3 + 0.1) / 4, -0.5f, 0.5f, 0.5f}, within(1e-6f));
        assertThat(new KlCov(0, 0.1).compute(covaried(-1 - log(1.5))).value())
                .isCloseTo((-3 - 2 + 2 + 2) / 4.0, offset(1e-6));
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new PpoClip(0.2, 0.2, 0.5, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("dual_clip");
        assertThatThrownBy(() -> new Gspo(-1, 0)).hasMessageContaining("epsilon_low");
        assertThatThrownBy(() -> new Cispo(0)).hasMessageContaining("cap must be positive");
        assertThatThrownBy(() -> new ClipCov(0.2, 0.2, 0.1, 5, 1, 0)).hasMessageContaining("clip_cov_lb");
        assertThatThrownBy(() -> new KlCov(2, 0.1)).hasMessage("kl_cov_ratio must be in [0, 1], but is 2.0");
        assertThatThrownBy(() -> new Sapo(1, Double.NaN)).hasMessageContaining("tau_neg");
    }
}
