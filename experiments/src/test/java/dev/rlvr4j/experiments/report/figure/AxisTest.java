package dev.rlvr4j.experiments.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.experiments.report.figure.Axis.Tick;
import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {
    @Test
    void linearTicksAreRoundAndWithinTheAxis() {
        Axis axis = Axis.linear("", 0.283, 0.741, 6, Double::toString);
        assertThat(axis.ticks()).extracting(Tick::at).containsExactly(0.3, 0.4, 0.5, 0.6, 0.7);
        assertThat(axis.place(0.283)).isZero();
        assertThat(axis.place(0.741)).isEqualTo(1);
    }

    @Test
    void anAxisOfOneValueHasRoomAroundIt() {
        assertThat(Axis.linear("", 0.5, 0.5, 6, Double::toString).place(0.5)).isCloseTo(0.5, within(1e-12));
        assertThat(Axis.linear("", 0, 0, 6, Double::toString).place(0)).isCloseTo(0.5, within(1e-12));
        assertThat(Axis.logarithmic("", 8, 8, List.of()).place(8)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void equalRatiosAreEqualDistancesOnALogarithmicAxis() {
        Axis axis = Axis.logarithmic("", 1e-5, 1e-2, List.of());
        assertThat(axis.place(1e-4) - axis.place(1e-5)).isCloseTo(axis.place(1e-2) - axis.place(1e-3), within(1e-12));
        assertThat(axis.place(1e-5)).isBetween(0.01, 0.2);
        assertThat(axis.place(1e-2)).isBetween(0.8, 0.99);
    }

    @Test
    void decadesAreFilledInWhereThereAreFew() {
        assertThat(Axis.decades(0.02, 0.9, Double::toString))
                .extracting(Tick::at)
                .containsExactly(0.02, 0.05, 0.1, 0.2, 0.5);
        assertThat(Axis.decades(1e-4, 1, Double::toString))
                .extracting(Tick::at)
                .containsExactly(1e-4, 1e-3, 1e-2, 0.1, 1.0);
        assertThat(Axis.powers(2, 1, 32, Double::toString)).hasSize(6);
    }

    @Test
    void anAxisWithoutLengthIsRefused() {
        assertThatThrownBy(() -> new Axis("", Axis.Scale.LINEAR, 1, 1, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Axis("", Axis.Scale.LOGARITHMIC, 0, 1, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
