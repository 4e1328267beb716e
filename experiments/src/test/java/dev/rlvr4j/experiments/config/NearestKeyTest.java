package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestKeyTest {
    private static final List<String> KEYS = List.of("learning_rate", "beta1", "beta2", "weight_decay", "steps");

    @ParameterizedTest
    @CsvSource({
        "learnig_rate,learning_rate",
        "learning-rate,learning_rate",
        "learningRate,learning_rate",
        "setps,steps",
        "step,steps",
        "decay,weight_decay"
    })
    void findsWhatWasMeant(String written, String meant) {
        assertThat(NearestKey.of(written, KEYS)).contains(meant);
    }

    @Test
    void proposesNothingWhereNothingIsNear() {
        assertThat(NearestKey.of("quux", KEYS)).isEmpty();
    }

    @Test
    void aSwapOfNeighboursIsOneChange() {
        assertThat(NearestKey.distance("setps", "steps")).isEqualTo(1);
        assertThat(NearestKey.distance("", "abc")).isEqualTo(3);
        assertThat(NearestKey.distance("kitten", "sitting")).isEqualTo(3);
    }
}
