package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateGridTest {
    private static RateGrid grid(String yaml) {
        JsonNode value = YamlTree.parseSetting("grid=" + yaml).values().get("grid");
        return RateGrid.of(value);
    }

    @Test
    void halfDecadesReachBothEnds() {
        assertThat(grid("{from: 1e-4, to: 1e-2}").rates()).containsExactly(1e-4, 3.16e-4, 1e-3, 3.16e-3, 1e-2);
        assertThat(grid("{from: 1e-3, to: 1e-3}").rates()).containsExactly(1e-3);
        assertThat(grid("{from: 0.5, to: 2}").rates()).containsExactly(0.5, 1.58);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3e-4", "3.16e-4", "3.2e-4"})
    void anEndNearAHalfDecadeIsTakenForIt(String from) {
        assertThat(grid("{from: " + from + ", to: 3e-3}").rates()).containsExactly(3.16e-4, 1e-3, 3.16e-3);
    }

    @Test
    void aListIsSorted() {
        assertThat(grid("[1e-2, 1e-4, 2e-3]").rates()).isEqualTo(List.of(1e-4, 2e-3, 1e-2));
        assertThat(grid("0.1").rates()).containsExactly(0.1);
        assertThat(grid("[]").rates()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[0]            | above 0, but the grid holds 0.0",
                "[1e-3, 1e-3]   | twice",
                "[-1e-3]        | above 0",
                "{from: 0, to: 1} | above 0",
                "{from: 1, to: 0.1} | from 1.0 to 0.1",
                "{from: 1e-300, to: 1} | more than 100",
                "{from: 1e-3}   | {from: 1e-4, to: 1e-2}",
                "[a]            | must be a list",
                "fast           | must be a list",
            })
    void badGridsAreRefused(String yaml, String words) {
        assertThatThrownBy(() -> grid(yaml)).isInstanceOf(InputException.class).hasMessageContaining(words);
    }
}
