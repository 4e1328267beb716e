package dev.rlvr4j.experiments.merging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeightSearchTest {
    /** Greatest at (0.8, -0.6), where the penalty takes 0.05 * 0.7 and moves it by 0.0125 towards zero. */
    private static double hill(List<Double> w) {
        return -Math.pow(w.get(0) - 0.8, 2) - Math.pow(w.get(1) + 0.6, 2);
    }

    @Test
    void climbsAKnownHill() {
        List<WeightSearch.Trial> trials = WeightSearch.maximise(WeightSearchTest::hill, 2, 200, 3);
        assertThat(trials).hasSizeLessThanOrEqualTo(200);
        assertThat(trials.get(0).weights()).containsExactly(0.0, 0.0);
        WeightSearch.Trial best = WeightSearch.best(trials);
        assertThat(best.weights().get(0)).isCloseTo(0.7875, within(0.01));
        assertThat(best.weights().get(1)).isCloseTo(-0.5875, within(0.01));
        assertThat(best.value()).isCloseTo(best.reward() - 0.05 * 0.6875, within(1e-3));
    }

    @Test
    void staysWithinBounds() {
        List<WeightSearch.Trial> trials = WeightSearch.maximise(w -> 100 * (w.get(0) + w.get(1)), 2, 80, 3);
        assertThat(trials).allSatisfy(trial -> assertThat(trial.weights()).allMatch(w -> Math.abs(w) <= 1.5));
        assertThat(WeightSearch.best(trials).weights()).allMatch(w -> w > 1.4);
    }

    @Test
    void aSeedGivesTheSameTrials() {
        assertThat(WeightSearch.maximise(WeightSearchTest::hill, 2, 30, 3))
                .isEqualTo(WeightSearch.maximise(WeightSearchTest::hill, 2, 30, 3))
                .isNotEqualTo(WeightSearch.maximise(WeightSearchTest::hill, 2, 30, 4));
    }

    @Test
    void worksForOneAdapterAndOneEvaluation() {
        assertThat(WeightSearch.best(WeightSearch.maximise(w -> -Math.abs(w.get(0) - 1), 1, 100, 1))
                        .weights()
                        .get(0))
                .isCloseTo(1, within(0.02));
        assertThat(WeightSearch.maximise(WeightSearchTest::hill, 2, 1, 3)).hasSize(1);
        assertThatThrownBy(() -> WeightSearch.maximise(WeightSearchTest::hill, 2, 0, 3))
                .isInstanceOf(InputException.class);
    }
}
