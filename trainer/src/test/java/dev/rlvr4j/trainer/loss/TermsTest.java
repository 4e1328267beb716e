package dev.rlvr4j.trainer.loss;

import static java.lang.Math.log;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.Objective;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The terms beside the policy loss: KL to the base and entropy. */
class TermsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        // new 0.25, reference 0.5: x = -ln 2; old 0.2: r = 1.25; k3 = 2 - ln 2 - 1 = 0.3068528 with gradient 1 - 2
        "K1, -0.6931472, 1",
        "K2, 0.2402265, -0.6931472",
        "K3, 0.3068528, -1",
        "K3_UNBIASED, 0.3068528, -0.6931472",
        "K3_RATIO, 0.3835660, -0.8664340",
        "ABS, 0.6931472, -1"
    })
    void worksTheNumbersOfEachEstimator(KlEstimator estimator, double value, double gradient) {
        LossResult result = new KlPenalty(0.1, estimator)
                .compute(LossBatches.of(
                        new double[] {log(0.25)}, new double[] {log(0.2)}, new double[] {log(0.5)}, new double[] {3}));

        assertThat(result.value()).isCloseTo(0.1 * value, offset(1e-7));
        assertThat((double) result.logProbGradient()[0]).isCloseTo(0.1 * gradient, offset(1e-7));
        assertThat(result.metrics().toMap().get(MetricNames.KL)).isCloseTo(value, offset(1e-6));
    }

    @ParameterizedTest
    @EnumSource
    void gradientsAreThoseOfTheValueExceptWhereSaid(KlEstimator estimator) {
        double h = 1e-6;
        for (double x = -3.05; x < 3; x += 0.1) {
            double log = 0.3 - x / 5;
            double slope = (estimator.value(x + h, log + h) - estimator.value(x - h, log - h)) / (2 * h);
            double expected = estimator == KlEstimator.K3_UNBIASED ? x : slope;
            assertThat(estimator.gradient(x, log)).isCloseTo(expected, offset(1e-7));
        }
        for (double x : new double[] {-1e4, -20.5, 20.5, 1e4}) {
            assertThat(estimator.value(x, x)).isFinite();
            assertThat(estimator.gradient(x, x)).isFinite();
        }
    }

    @Test
    void theCoefficientFollowsTheKlToItsTarget() throws IOException {
        AdaptiveKl kl = new AdaptiveKl(0.5, KlEstimator.K3, 0.1, 1000);
        kl.stepped(Map.of(MetricNames.KL, 0.11), 100); // 10 % above: x (1 + 0.1 x 100 / 1000)
        assertThat(kl.coefficient()).isCloseTo(0.505, offset(1e-12));
        kl.stepped(Map.of(MetricNames.KL, 7.0), 100); // the error is cut at 0.2
        assertThat(kl.coefficient()).isCloseTo(0.505 * 1.02, offset(1e-12));
        kl.stepped(Map.of(MetricNames.KL, 0.0), 100);
        assertThat(kl.coefficient()).isCloseTo(0.505 * 1.02 * 0.98, offset(1e-12));
        kl.stepped(Map.of(MetricNames.KL, 0.0), 1_000_000);
        assertThat(kl.coefficient()).isPositive();

        kl.save(folder);
        AdaptiveKl resumed = new AdaptiveKl(0.5, KlEstimator.K3, 0.1, 1000);
        resumed.load(folder);
        assertThat(resumed.coefficient()).isEqualTo(kl.coefficient());
        LossBatch batch = LossBatches.of(new double[] {-1}, new double[] {-1}, new double[] {-2}, new double[] {0});
        assertThat(resumed.compute(batch).value())
                .isEqualTo(new KlPenalty(kl.coefficient(), KlEstimator.K3)
                        .compute(batch)
                        .value());
    }

    @Test
    void theEntropyBonusPaysForEntropy() {
        LossBatch batch = withEntropies(0.5f, 1.5f);
        LossResult result = new EntropyBonus(0.1).compute(batch);
        assertThat(result.value()).isCloseTo(-0.1, offset(1e-9)); // mean entropy 1
        assertThat(result.logProbGradient()).containsOnly(0);
        assertThat(result.entropyGradient()).containsOnly(-0.05f);
    }

    @Test
    void theAdaptiveBonusActsOnlyWhileEntropyIsLow() throws IOException {
        AdaptiveEntropy bonus = new AdaptiveEntropy(0.001, 0.2, 0.005, 0.01);
        assertThat(bonus.coefficient()).isZero(); // nothing measured yet
        bonus.stepped(Map.of(MetricNames.ENTROPY, 0.1), 8);
        assertThat(bonus.coefficient()).isCloseTo(0.006, offset(1e-12));
        bonus.stepped(Map.of(MetricNames.ENTROPY, 0.2), 8);
        assertThat(bonus.coefficient()).isEqualTo(0.01); // the maximum
        assertThat(bonus.compute(withEntropies(1, 1)).value()).isCloseTo(-0.01, offset(1e-9));
        bonus.save(folder);
        bonus.stepped(Map.of(MetricNames.ENTROPY, 0.3), 8);
        assertThat(bonus.coefficient()).isZero();
        bonus.stepped(Map.of(MetricNames.ENTROPY, 0.1), 8);
        assertThat(bonus.coefficient()).isCloseTo(0.01, offset(1e-12));

        AdaptiveEntropy resumed = new AdaptiveEntropy(0.001, 0.2, 0.005, 0.01);
        resumed.load(folder);
        assertThat(resumed.coefficient()).isEqualTo(0.01);
        Files.writeString(folder.resolve("numbers.txt"), "many\n0\n");
        assertThatThrownBy(() -> resumed.load(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void anObjectiveTellsItsTermsHowTheStepWent() {
        AdaptiveKl kl = new AdaptiveKl(0.5, KlEstimator.K3, 0.1, 1000);
        new Objective(new PpoClip(0.2, 0.2), List.of(), List.of(kl)).stepped(Map.of(MetricNames.KL, 0.2), 500);
        assertThat(kl.coefficient()).isCloseTo(0.55, offset(1e-12));
    }

    private static LossBatch withEntropies(float... entropies) {
        LossBatch b = LossBatches.of(new double[] {-1, -2}, new double[] {-1, -2}, null, new double[2]);
        return new LossBatch(
                b.offsets(), b.logProbs(), entropies, b.old(), b.sampler(), null, b.advantages(), b.weights());
    }
}
