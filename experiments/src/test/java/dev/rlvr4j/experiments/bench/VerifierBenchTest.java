package dev.rlvr4j.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerifierBenchTest {
    @Test
    void halfOfTheAnswersAreCorrectAndAllAreTimed() {
        VerifierRate rate = VerifierBench.run(600, 1);

        assertThat(rate.correct()).isBetween(0.42, 0.58);
        assertThat(rate.checksPerSecond()).isPositive();
        assertThat(rate.medianMicros()).isPositive().isLessThanOrEqualTo(1e3 * rate.slowestMillis());
        assertThat(rate.version()).startsWith("math-");
    }
}
