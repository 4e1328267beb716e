package dev.rlvr4j.trainer.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.optim.AdamW;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OptimizerSettingsTest {
    private static double[] shape(Schedule schedule, int steps, int warmup, double minimum) {
        OptimizerSettings settings = new OptimizerSettings(2, AdamW.DEFAULT, 1, schedule, warmup, minimum);
        return IntStream.rangeClosed(1, steps)
                .mapToDouble(s -> settings.learningRate(s, steps) / 2)
                .toArray();
    }

    @Test
    void shapes() {
        assertThat(shape(Schedule.CONSTANT, 4, 2, 0)).containsExactly(0.5, 1, 1, 1);
        assertThat(shape(Schedule.LINEAR, 4, 0, 0)).containsExactly(1, 0.75, 0.5, 0.25);
        assertThat(shape(Schedule.LINEAR, 6, 2, 0.2))
                .containsExactly(new double[] {0.5, 1, 1, 0.8, 0.6, 0.4}, within(1e-12));
        assertThat(shape(Schedule.COSINE, 4, 0, 0))
                .containsExactly(
                        new double[] {1, (1 + Math.sqrt(0.5)) / 2, 0.5, (1 - Math.sqrt(0.5)) / 2}, within(1e-12));
    }

    @Test
    void stableStepsEndInADecay() {
        Schedule line = new WarmupStableDecay(0.4, WarmupStableDecay.Shape.LINEAR);
        assertThat(shape(line, 12, 2, 0))
                .containsExactly(new double[] {0.5, 1, 1, 1, 1, 1, 1, 1, 1, 0.75, 0.5, 0.25}, within(1e-12));
        Schedule root = new WarmupStableDecay(0.4, WarmupStableDecay.Shape.ONE_MINUS_SQRT);
        assertThat(shape(root, 10, 0, 0.5))
                .containsExactly(
                        new double[] {1, 1, 1, 1, 1, 1, 1, 0.75, 1 - Math.sqrt(0.5) / 2, 1 - Math.sqrt(0.75) / 2},
                        within(1e-12));
        Schedule whole = new WarmupStableDecay(1, WarmupStableDecay.Shape.LINEAR);
        assertThat(shape(whole, 7, 2, 0.1)).containsExactly(shape(Schedule.LINEAR, 7, 2, 0.1), within(1e-12));
        assertThatThrownBy(() -> new WarmupStableDecay(0, WarmupStableDecay.Shape.LINEAR))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("decay_share");
    }

    @Test
    void stepsBeyondTheLastStayAtTheMinimum() {
        for (Schedule schedule : List.of(Schedule.COSINE, Schedule.LINEAR, WarmupStableDecay.DEFAULT)) {
            OptimizerSettings settings = new OptimizerSettings(3, AdamW.DEFAULT, 1, schedule, 0, 0.1);
            assertThat(settings.learningRate(99, 10)).isCloseTo(0.3, offset(1e-12));
        }
    }

    @Test
    void warmupLongerThanTheRunOnlyRises() {
        assertThat(shape(Schedule.COSINE, 3, 6, 0))
                .containsExactly(new double[] {1 / 6.0, 2 / 6.0, 3 / 6.0}, within(1e-12));
    }

    @Test
    void gradientsAreScaledDownToTheClipAndNeverUp() {
        OptimizerSettings settings = OptimizerSettings.DEFAULT;
        assertThat(settings.gradientScale(4)).isEqualTo(0.25);
        assertThat(settings.gradientScale(0.5)).isEqualTo(1);
        OptimizerSettings free = new OptimizerSettings(1, AdamW.DEFAULT, 0, Schedule.CONSTANT, 0, 0);
        assertThat(free.gradientScale(1e9)).isEqualTo(1);
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new OptimizerSettings(0, AdamW.DEFAULT, 1, Schedule.CONSTANT, 0, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("learning_rate");
        assertThatThrownBy(() -> new OptimizerSettings(1, AdamW.DEFAULT, -1, Schedule.CONSTANT, 0, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("gradient_clip");
        assertThatThrownBy(() -> new OptimizerSettings(1, AdamW.DEFAULT, 1, Schedule.CONSTANT, -1, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("warmup_steps");
        assertThatThrownBy(() -> new OptimizerSettings(1, AdamW.DEFAULT, 1, Schedule.CONSTANT, 0, 2))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("minimum_ratio");
    }
}
