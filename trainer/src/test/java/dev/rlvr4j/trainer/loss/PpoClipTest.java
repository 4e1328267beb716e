package dev.rlvr4j.trainer.loss;

import static java.lang.Math.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.trainer.Objective;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PpoClipTest {
    private static final PpoClip LOSS = new PpoClip(0.2, 0.28);

    @Test
    void worksTheNumbersOfTheClippedSurrogate() {
        // ratio 1.25 A 1: free, -1.25 | 1.5, A 2: cut at 1.28, -2.56 | 0.5, A -1: cut at 0.8, +0.8 | 1.5, A -1: free,
        // +1.5
        LossResult result = LOSS.compute(LossBatches.of(
                new double[] {log(0.5), log(0.6), log(0.2), log(0.6)},
                new double[] {log(0.4), log(0.4), log(0.4), log(0.4)},
                null,
                new double[] {1, 2, -1, -1}));

        assertThat(result.value()).isCloseTo((-1.25 - 2.56 + 0.8 + 1.5) / 4, offset(1e-6));
        assertThat(result.logProbGradient()).containsExactly(new float[] {-1.25f / 4, 0, 0, 1.5f / 4}, within(1e-6f));
        assertThat(result.entropyGradient()).isNull();
        Map<String, Double> metrics = result.metrics().toMap();
        assertThat(metrics.get(MetricNames.RATIO_MEAN)).isCloseTo((1.25 + 1.5 + 0.5 + 1.5) / 4, offset(1e-6));
        assertThat(metrics.get(MetricNames.RATIO_MIN)).isCloseTo(0.5, offset(1e-6));
        assertThat(metrics.get(MetricNames.RATIO_MAX)).isCloseTo(1.5, offset(1e-6));
        assertThat(metrics).containsEntry(MetricNames.CLIP_LOW, 0.25).containsEntry(MetricNames.CLIP_HIGH, 0.25);
    }

    @Test
    void worksTheNumbersOfTheKlTerm() {
        // reference twice as likely: x = ln 2, k3 = 2 - ln 2 - 1, gradient 1 - 2; advantage 0 leaves the KL alone
        LossResult result = new KlPenalty(0.1)
                .compute(LossBatches.of(
                        new double[] {log(0.25)}, new double[] {log(0.25)}, new double[] {log(0.5)}, new double[] {0}));

        assertThat(result.value()).isCloseTo(0.1 * (1 - log(2)), offset(1e-7));
        assertThat(result.logProbGradient()[0]).isCloseTo(-0.1f, offset(1e-7f));
        assertThat(result.metrics().toMap().get(MetricNames.KL)).isCloseTo(1 - log(2), offset(1e-6));
    }

    @Test
    void onPolicyTheGradientIsMinusWeightTimesAdvantage() {
        double[] logProbs = {-1, -2};
        LossResult result = LOSS.compute(LossBatches.of(logProbs, logProbs, null, new double[] {1, -1}));

        assertThat(result.value()).isZero();
        assertThat(result.logProbGradient()).containsExactly(-0.5f, 0.5f);
    }

    @Test
    void gradientAgreesWithFiniteDifferences() {
        Loss loss = new Objective(LOSS, List.of(), List.of(new KlPenalty(0.05)));
        int n = 40;
        double[][] columns = new double[4][n];
        for (int i = 0; i < n; i++) {
            columns[0][i] = -1 - CounterRandom.uniform(1, i);
            columns[1][i] = columns[0][i] + CounterRandom.uniform(2, i) - 0.5;
            columns[2][i] = columns[0][i] + CounterRandom.uniform(3, i) - 0.5;
            columns[3][i] = 4 * CounterRandom.uniform(4, i) - 2;
        }
        LossBatch batch = LossBatches.of(columns[0], columns[1], columns[2], columns[3]);
        float[] gradient = loss.compute(batch).logProbGradient();
        double h = 1e-3;
        for (int i = 0; i < n; i++) {
            LossBatch up = LossBatches.moved(batch, i, h);
            LossBatch down = LossBatches.moved(batch, i, -h);
            double step = (double) up.logProbs()[i] - down.logProbs()[i];
            double slope = (loss.compute(up).value() - loss.compute(down).value()) / step;
            double ratio = Math.exp((double) batch.logProbs()[i] - batch.old()[i]);
            boolean atKink = Math.abs(ratio - 0.8) < 0.01 || Math.abs(ratio - 1.28) < 0.01;
            if (!atKink) {
                assertThat((double) gradient[i]).as("token %d", i).isCloseTo(slope, offset(1e-5));
            }
        }
    }

    @Test
    void needsReferenceAndZeroAdvantagesOnlyForTheKl() {
        assertThat(LOSS.needsReference()).isFalse();
        assertThat(LOSS.needsZeroAdvantageRows()).isFalse();
        Loss withKl = new Objective(LOSS, List.of(), List.of(new KlPenalty(0.1)));
        assertThat(withKl.needsReference()).isTrue();
        assertThat(withKl.needsZeroAdvantageRows()).isTrue();
        assertThatThrownBy(() ->
                        withKl.compute(LossBatches.of(new double[] {-1}, new double[] {-1}, null, new double[] {1})))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("base");
    }

    @Test
    void refusesBoundsThatMakeNoSense() {
        assertThatThrownBy(() -> new PpoClip(1.5, 0.2))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("1.5");
        assertThatThrownBy(() -> new PpoClip(0.2, Double.NaN)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new KlPenalty(-1)).isInstanceOf(InputException.class);
    }
}
