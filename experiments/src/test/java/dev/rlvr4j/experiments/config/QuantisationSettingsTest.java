package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.trainer.RolloutNoise;
import org.junit.jupiter.api.Test;

/** The settings of a quantised base and of QeRL's noise. */
class QuantisationSettingsTest {
    private static Recipe read(String... settings) {
        RecipeReader<Recipe> reader = Recipe.reader();
        for (String setting : settings) {
            reader.set(setting);
        }
        return reader.read();
    }

    @Test
    void aBaseIsQuantisedAndRolloutsAreNoisyWhereAskedFor() {
        Recipe plain = read();
        assertThat(plain.model().quantisation()).isEqualTo(Quantisation.NONE);
        assertThat(plain.algorithm().settings(plain.rollout()).noise().isOn()).isFalse();

        Recipe recipe = read("model.quantisation=nvfp4", "rollout.noise.start=0.01", "rollout.noise.stages=4");
        assertThat(recipe.model().quantisation()).isEqualTo(Quantisation.NVFP4);
        assertThat(recipe.algorithm().settings(recipe.rollout()).noise()).isEqualTo(new RolloutNoise(0.01, 5e-4, 4));
        assertThat(recipe.toYaml()).contains("quantisation: nvfp4");
    }

    @Test
    void mistakesAreRefused() {
        assertThatThrownBy(() -> read("model.quantisation=nf5"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("quantisation")
                .hasMessageContaining("nf5")
                .hasMessageContaining("nf4");
        assertThatThrownBy(() -> read("rollout.noise.start=-1"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("noise.start");
        assertThatThrownBy(() -> read("adapter.method=loftq"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("model.quantisation=nf4");
        assertThat(read("adapter.method=loftq", "model.quantisation=nf4")
                        .method()
                        .name())
                .isEqualTo("loftq");
    }
}
