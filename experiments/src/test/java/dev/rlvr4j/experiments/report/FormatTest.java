package dev.rlvr4j.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.experiments.statistics.Estimate;
import org.junit.jupiter.api.Test;

class FormatTest {
    @Test
    void sharesAndDifferences() {
        assertThat(Format.percent(0.61349)).isEqualTo("61.3\u00a0%");
        assertThat(Format.points(0.0121)).isEqualTo("+1.2");
        assertThat(Format.points(-0.0121)).isEqualTo("\u22121.2");
        assertThat(Format.points(-0.0001)).as("no sign before zero").isEqualTo("0.0");
        assertThat(Format.pointsInterval(new Estimate(0, -0.008, 0.031))).isEqualTo("[\u22120.8, +3.1]");
    }

    @Test
    void learningRates() {
        assertThat(Format.rate(3e-4)).isEqualTo("3e-4");
        assertThat(Format.rate(1e-5 * Math.sqrt(10))).isEqualTo("3.16e-5");
        assertThat(Format.rate(0.1)).isEqualTo("1e-1");
        assertThat(Format.rate(12)).isEqualTo("1.2e1");
        assertThat(Format.rate(0)).isEqualTo("0");
        assertThat(Format.rate(Double.NaN)).isEqualTo(Format.NONE);
    }

    @Test
    void probabilities() {
        assertThat(Format.probability(0.0004)).isEqualTo("<\u00a00.001");
        assertThat(Format.probability(0.0341)).isEqualTo("0.034");
        assertThat(Format.probability(0.5)).isEqualTo("0.50");
        assertThat(Format.probability(Double.NaN)).isEqualTo(Format.NONE);
    }

    @Test
    void sizesTimesAndCounts() {
        assertThat(Format.bytes(-1)).isEqualTo("not measured");
        assertThat(Format.bytes(512)).isEqualTo("512\u00a0B");
        assertThat(Format.bytes(1.5 * 1024 * 1024)).isEqualTo("1.5\u00a0MiB");
        assertThat(Format.duration(34)).isEqualTo("34\u00a0s");
        assertThat(Format.duration(725)).isEqualTo("12\u00a0min");
        assertThat(Format.duration(8_421.5)).isEqualTo("2\u00a0h 20\u00a0min");
        assertThat(Format.count(3_281_664)).isEqualTo("3,281,664");
        assertThat(Format.axis(12_800)).isEqualTo("12.8k");
        assertThat(Format.axis(500)).isEqualTo("500");
        assertThat(Format.axis(0.00002)).isEqualTo("2e-5");
    }

    @Test
    void threeDigits() {
        assertThat(Format.significant(1234)).isEqualTo("1,234");
        assertThat(Format.significant(45.67)).isEqualTo("45.7");
        assertThat(Format.significant(0.01234)).isEqualTo("0.0123");
        assertThat(Format.significant(-0.00042)).isEqualTo("\u22124.2e-4");
        assertThat(Format.significant(0)).isEqualTo("0.00");
    }
}
