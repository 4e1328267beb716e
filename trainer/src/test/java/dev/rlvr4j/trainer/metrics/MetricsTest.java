package dev.rlvr4j.trainer.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.RlvrException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricsTest {
    @Test
    void partsMergeIntoWhatTheWholeWouldHaveGiven() {
        Metrics first =
                new Metrics().meanOf("mean", 6, 3).sum("sum", 1).min("min", 4).max("max", 4);
        Metrics second =
                new Metrics().mean("mean", 10).sum("sum", 2).min("min", 5).max("max", 5);

        assertThat(first.merge(second).toMap()).isEqualTo(Map.of("mean", 4.0, "sum", 3.0, "min", 4.0, "max", 5.0));
    }

    @Test
    void aMeanOfNothingIsLeftOut() {
        assertThat(new Metrics().meanOf("mean", 0, 0).toMap()).isEmpty();
    }

    @Test
    void aNameKeepsItsKind() {
        assertThatThrownBy(() -> new Metrics().sum("x", 1).mean("x", 1))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("'x'");
    }
}
