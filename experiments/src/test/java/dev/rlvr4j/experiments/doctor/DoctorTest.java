package dev.rlvr4j.experiments.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.experiments.config.Recipe;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorTest {
    @Test
    void theBuiltInModelIsHealthy() {
        requireGreen(Recipes.builtIn().read());
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2-tied", "qwen2-untied", "qwen3"})
    void aGoldenModelIsHealthy(String name) {
        requireGreen(Recipes.golden(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"full"})
    void soAreOtherMethods(String method) {
        requireGreen(Recipes.builtIn().set("adapter", method).read());
    }

    @Test
    void bfloat16IsHealthyWithinItsLimitsAndSaysWhatItSkips() {
        List<Finding> findings =
                examine(Recipes.builtIn().set("model.precision", "bfloat16").read());
        assertThat(findings).noneMatch(f -> f.verdict() == Finding.Verdict.RED);
        assertThat(findings)
                .filteredOn(f -> f.verdict() == Finding.Verdict.SKIPPED)
                .singleElement()
                .satisfies(f -> assertThat(f.message()).contains("float32"));
    }

    private static void requireGreen(Recipe recipe) {
        assertThat(examine(recipe)).hasSize(9).allMatch(f -> f.verdict() == Finding.Verdict.GREEN);
    }

    private static List<Finding> examine(Recipe recipe) {
        List<Finding> heard = new ArrayList<>();
        try (Doctor doctor = new Doctor(recipe)) {
            assertThat(doctor.examine(heard::add)).isEqualTo(heard);
        }
        return heard;
    }
}
