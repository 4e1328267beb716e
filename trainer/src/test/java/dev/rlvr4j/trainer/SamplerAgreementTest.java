package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SamplerAgreementTest {
    private static float log(double p) {
        return (float) Math.log(p);
    }

    @Test
    void worksTheNumbers() {
        // Probabilities of the trainer 0.5 0.5 | 0.2, of the sampler 0.25 0.5 | 0.4: ratios 2 1 | 1/2.
        SamplerAgreement agreement = new SamplerAgreement();
        agreement.add(new int[] {0, 2}, new float[] {log(0.5), log(0.5)}, new float[] {log(0.25), log(0.5)});
        agreement.add(new int[] {0, 1}, new float[] {log(0.2)}, new float[] {log(0.4)});
        double ln2 = Math.log(2);
        Map<String, Double> expected = Map.ofEntries(
                Map.entry(MetricNames.SAMPLING_RATIO_MEAN, 3.5 / 3),
                Map.entry(MetricNames.SAMPLING_RATIO_MIN, 0.5),
                Map.entry(MetricNames.SAMPLING_RATIO_MAX, 2.0),
                // squares 4 + 1 + 1/4 = 5.25, variance (5.25 - 3 * (3.5 / 3)^2) / 2
                Map.entry(MetricNames.SAMPLING_RATIO_STD, Math.sqrt((5.25 - 3.5 * 3.5 / 3) / 2)),
                Map.entry(MetricNames.EFFECTIVE_SAMPLE_SIZE, 3.5 * 3.5 / (3 * 5.25)),
                Map.entry(MetricNames.CHI2_TOKEN, 5.25 / 3 - 1),
                // sequence ratios 2 and 1/2
                Map.entry(MetricNames.CHI2_SEQUENCE, (4 + 0.25) / 2 - 1),
                // k3 of ln 2, 0, -ln 2: 1 - ln 2, 0, ln 2 - 1/2
                Map.entry(MetricNames.SAMPLER_TRAINER_KL, 0.5 / 3),
                Map.entry(MetricNames.SAMPLER_TRAINER_KL_K1, 0.0),
                Map.entry(MetricNames.LOGP_DIFFERENCE_MEAN, 2 * ln2 / 3),
                Map.entry(MetricNames.LOGP_DIFFERENCE_MAX, ln2),
                // 0.25, 0, 0.2
                Map.entry(MetricNames.PROBABILITY_DIFFERENCE_MEAN, 0.15),
                Map.entry(MetricNames.PROBABILITY_DIFFERENCE_MAX, 0.25),
                Map.entry(MetricNames.PROBABILITY_DIFFERENCE_STD, Math.sqrt((0.01 + 0.0225 + 0.0025) / 2)),
                // geometric means of the probabilities: 1/2 and 1/5; sqrt(1/8) and 2/5
                Map.entry(MetricNames.TRAINER_PERPLEXITY, 3.5),
                Map.entry(MetricNames.SAMPLER_PERPLEXITY, (Math.sqrt(8) + 2.5) / 2),
                Map.entry(MetricNames.LOG_PERPLEXITY_DIFFERENCE, (Math.log(2 / Math.sqrt(8)) + Math.log(2)) / 2));
        Map<String, Double> actual = agreement.metrics().toMap();
        assertThat(actual.keySet()).containsExactlyInAnyOrderElementsOf(SamplerAgreement.NAMES);
        expected.forEach((name, value) -> assertThat(actual.get(name)).as(name).isCloseTo(value, offset(1e-6)));
        assertThat(expected).hasSameSizeAs(actual);
    }

    @Test
    void nothingSeenGivesNoFigures() {
        assertThat(new SamplerAgreement().metrics().toMap()).isEmpty();
    }

    @Test
    void theSplitIntoMicroBatchesChangesNothing() {
        int n = 40;
        float[] trainer = new float[n];
        float[] sampler = new float[n];
        for (int i = 0; i < n; i++) {
            trainer[i] = (float) (-3 * CounterRandom.uniform(1, i));
            sampler[i] = trainer[i] + (float) (CounterRandom.uniform(2, i) - 0.5);
        }
        SamplerAgreement whole = new SamplerAgreement();
        whole.add(new int[] {0, 7, 20, 31, n}, trainer, sampler);
        SamplerAgreement parts = new SamplerAgreement();
        for (int[] part : new int[][] {{20, 31, n}, {0, 7, 20}}) {
            int from = part[0];
            int to = part[part.length - 1];
            parts.add(
                    Arrays.stream(part).map(o -> o - from).toArray(),
                    Arrays.copyOfRange(trainer, from, to),
                    Arrays.copyOfRange(sampler, from, to));
        }
        Map<String, Double> other = parts.metrics().toMap();
        whole.metrics()
                .toMap()
                .forEach((name, value) -> assertThat(Objects.requireNonNull(other.get(name)))
                        .as(name)
                        .isCloseTo(value, offset(1e-12)));
    }
}
