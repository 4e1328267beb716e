package dev.rlvr4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutSettingsTest {
    @ParameterizedTest
    @CsvSource({"0,1,8,8", "0,4,8,2", "0,3,8,2", "0,16,8,1", "3,4,8,3"})
    void oneWorkerPerGroupOfCoresUnlessSet(int workers, int threads, int cores, int expected) {
        assertThat(new RolloutSettings(workers, threads, 1, 1, 1, 1, 0).workersOn(cores))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "-1,1,1,1,1,1,0,workers",
        "0,0,1,1,1,1,0,threads_per_worker",
        "0,1,0,1,1,1,0,max_rows",
        "0,1,1,0,1,1,0,kv_cache_bytes",
        "0,1,1,1,0,1,0,steps_per_call",
        "0,1,1,1,1,0,0,keep_versions",
        "0,1,1,1,1,1,-1,restarts"
    })
    void refusesWhatMakesNoSense(int a, int b, int c, long d, int e, int f, int g, String name) {
        assertThatThrownBy(() -> new RolloutSettings(a, b, c, d, e, f, g))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("rollout." + name + " must be at least ");
    }

    @Test
    void defaultsAreValid() {
        assertThat(RolloutSettings.defaults().workersOn(2)).isEqualTo(2);
    }
}
