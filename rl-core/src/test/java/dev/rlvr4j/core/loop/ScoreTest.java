package dev.rlvr4j.core.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.RlvrException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoreTest {
    @Test
    void aPartNamedCorrectDecidesOverTheValue() {
        assertThat(new Score(0.4, Map.of("correct", 1.0), "").correct()).isTrue();
        assertThat(new Score(1.2, Map.of("correct", 0.0), "").correct()).isFalse();
        assertThat(Score.of(1, "").correct()).isTrue();
        assertThat(Score.of(0.99, "").correct()).isFalse();
    }

    @Test
    void aValueThatIsNotFiniteIsRefused() {
        assertThatThrownBy(() -> Score.of(Double.NaN, "0/0"))
                .isInstanceOf(RlvrException.class)
                .hasMessage("a score must be finite, but is NaN (0/0)");
    }
}
