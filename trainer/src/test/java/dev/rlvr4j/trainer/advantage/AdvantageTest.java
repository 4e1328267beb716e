package dev.rlvr4j.trainer.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdvantageTest {
    private static double[] advantages(Advantage advantage, double... rewards) {
        return advantage.of(List.of(Groups.of(rewards))).get(0);
    }

    @Test
    void worksTheNumbers() {
        // mean 0.25, Bessel variance (0.5625 + 3 * 0.0625) / 3 = 0.25, std 0.5
        assertThat(advantages(new ZScore(0), 1, 0, 0, 0))
                .containsExactly(new double[] {1.5, -0.5, -0.5, -0.5}, within(1e-12));
        assertThat(advantages(new ZScore(0.5), 1, 0, 0, 0))
                .containsExactly(new double[] {0.75, -0.25, -0.25, -0.25}, within(1e-12));
        assertThat(advantages(new MeanOnly(), 1, 0, 0, 0)).containsExactly(0.75, -0.25, -0.25, -0.25);
    }

    @Test
    void equalRewardsGiveExactlyZeroWhateverTheyAre() {
        for (int i = 0; i < 200; i++) {
            double[] rewards = new double[3 + i % 6];
            Arrays.fill(rewards, CounterRandom.uniform(7, i));
            assertThat(advantages(ZScore.DEFAULT, rewards)).containsOnly(0.0);
            assertThat(advantages(new MeanOnly(), rewards)).containsOnly(0.0);
        }
    }

    @Test
    void aGroupOfOneTeachesNothing() {
        assertThat(advantages(ZScore.DEFAULT, 1)).containsExactly(0.0);
        assertThat(advantages(new MeanOnly(), 1)).containsExactly(0.0);
    }

    @Test
    void sumToZeroAndKeepTheOrderOfRewards() {
        for (int i = 0; i < 100; i++) {
            long key = CounterRandom.key(3, i);
            double[] rewards = new double[8];
            Arrays.setAll(rewards, j -> CounterRandom.uniform(key, j) * 10 - 5);
            for (Advantage advantage : List.of(ZScore.DEFAULT, new MeanOnly())) {
                double[] a = advantages(advantage, rewards);
                assertThat(Arrays.stream(a).sum()).isCloseTo(0, offset(1e-12));
                for (int j = 1; j < a.length; j++) {
                    assertThat(Double.compare(a[j], a[j - 1])).isEqualTo(Double.compare(rewards[j], rewards[j - 1]));
                }
            }
        }
    }

    @Test
    void aLambdaWillDo() {
        Advantage best =
                Advantage.perGroup(r -> Arrays.stream(r).map(x -> x * 2).toArray());

        assertThat(best.of(List.of(Groups.of(1, 2), Groups.of(3))))
                .containsExactly(new double[] {2, 4}, new double[] {6});
    }

    @Test
    void refusesANegativeEpsilon() {
        assertThatThrownBy(() -> new ZScore(-1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("-1");
    }
}
