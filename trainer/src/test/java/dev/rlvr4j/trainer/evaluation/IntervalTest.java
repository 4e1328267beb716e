package dev.rlvr4j.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.rlvr4j.core.loop.CounterRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class IntervalTest {
    @Test
    void wilsonGivesThePublishedNumbers() {
        assertThat(Interval.wilson(10, 8).low()).isCloseTo(0.4902, offset(1e-4));
        assertThat(Interval.wilson(10, 8).high()).isCloseTo(0.9433, offset(1e-4));
        assertThat(Interval.wilson(10, 0))
                .isEqualTo(new Interval(0, Interval.wilson(10, 0).high()));
        assertThat(Interval.wilson(10, 0).high()).isCloseTo(0.2775, offset(1e-4));
        assertThat(Interval.wilson(10, 10).low()).isCloseTo(0.7225, offset(1e-4));
        assertThat(Interval.wilson(10, 10).high()).isEqualTo(1);
    }

    @Test
    void theBootstrapIsAsWideAsTheNormalApproximationAndRepeatable() {
        double[] accuracies = new double[400];
        Arrays.setAll(accuracies, i -> CounterRandom.below(5, i, 5) / 4.0);
        double mean = Arrays.stream(accuracies).average().orElseThrow();
        double variance =
                Arrays.stream(accuracies).map(a -> (a - mean) * (a - mean)).sum() / 399;
        double half = 1.96 * Math.sqrt(variance / 400);

        Interval interval = Interval.overTasks(accuracies, 11);

        assertThat(interval.low()).isCloseTo(mean - half, offset(0.2 * half));
        assertThat(interval.high()).isCloseTo(mean + half, offset(0.2 * half));
        assertThat(Interval.overTasks(accuracies, 11)).isEqualTo(interval);
    }

    @Test
    void doesNotClaimCertaintyWhereAllTasksAreRight() {
        assertThat(Interval.overTasks(new double[] {1, 1, 1, 1}, 1)).isEqualTo(Interval.wilson(4, 4));
        assertThat(Interval.overTasks(new double[] {0, 0, 0}, 1)).isEqualTo(Interval.wilson(3, 0));
    }
}
