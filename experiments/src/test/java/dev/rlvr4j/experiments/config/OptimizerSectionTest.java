package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.optim.Lion;
import dev.rlvr4j.core.optim.Muon;
import dev.rlvr4j.core.optim.Optimizers;
import dev.rlvr4j.core.optim.ParameterGroup;
import dev.rlvr4j.core.optim.ParameterGroups;
import dev.rlvr4j.trainer.optim.OptimizerSettings;
import dev.rlvr4j.trainer.optim.Schedule;
import dev.rlvr4j.trainer.optim.WarmupStableDecay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptimizerSectionTest {
    @TempDir
    Path folder;

    private static OptimizerSection of(String... settings) {
        RecipeReader<Recipe> reader = Recipe.reader();
        for (String setting : settings) {
            reader.set(setting);
        }
        return reader.read().optimizer();
    }

    @Test
    void nothingSaidIsAdamW() {
        assertThat(of().settings()).isEqualTo(new OptimizerSettings(1e-4, AdamW.DEFAULT, 1, Schedule.CONSTANT, 0, 0));
    }

    @Test
    void everyOptimizerCanBeNamed() {
        Optimizers.all()
                .forEach((name, optimizer) ->
                        assertThat(of("optimizer=" + name).optimizer()).as(name).isEqualTo(optimizer));
    }

    @Test
    void settingsOfATypeStandBesideTheSharedOnes() {
        OptimizerSection muon = of("optimizer={type: muon, learning_rate: 2e-2, scale: original, nesterov: false}");
        assertThat(muon.optimizer()).isEqualTo(new Muon(0.95, false, Muon.Scale.ORIGINAL, 0, 0.9, 0.999, 1e-8));
        assertThat(muon.learningRate()).isEqualTo(2e-2);
    }

    @Test
    void anotherTypeStartsFromItsOwnDefaultsAndKeepsWhatAllShare() {
        OptimizerSection lion = of(
                "optimizer.learning_rate=3e-3",
                "optimizer.warmup_steps=7",
                "optimizer.beta2=0.5",
                "optimizer.schedule=linear",
                "optimizer.type=lion");
        assertThat(lion.settings()).isEqualTo(new OptimizerSettings(3e-3, Lion.DEFAULT, 1, Schedule.LINEAR, 7, 0));
    }

    @Test
    void aScheduleIsNamedOrASection() {
        assertThat(of("optimizer.schedule=cosine").settings().schedule()).isEqualTo(Schedule.COSINE);
        assertThat(of("optimizer.schedule={type: wsd, decay_share: 0.1, decay_shape: one_minus_sqrt}")
                        .settings()
                        .schedule())
                .isEqualTo(new WarmupStableDecay(0.1, WarmupStableDecay.Shape.ONE_MINUS_SQRT));
    }

    @Test
    void groupsTakeALearningRateAndADecayOfTheirOwn() {
        assertThat(of("optimizer.groups=[{match: lora_B, learning_rate_ratio: 16}, {match: norm, weight_decay: 0}]")
                        .optimizer())
                .isEqualTo(new ParameterGroups(
                        AdamW.DEFAULT,
                        List.of(new ParameterGroup("lora_B", 16, null), new ParameterGroup("norm", 1, 0.0))));
    }

    @Test
    void theWholeSectionReadsBack() throws IOException {
        Recipe recipe = Recipe.reader()
                .set("optimizer={type: adamw_8bit, minimum_size: 0, schedule: wsd, groups: [{match: 'a|b'}]}")
                .read();
        Path file = Files.writeString(folder.resolve("config.yaml"), recipe.toYaml());
        assertThat(Recipe.reader().file(file).read()).isEqualTo(recipe);
        assertThat(recipe.toYaml()).contains("optimizer:\n  type: adamw_8bit\n  learning_rate: 1.0E-4\n");
        assertThat(PretrainRecipe.reader()
                        .set("optimizer=sgd")
                        .read()
                        .optimizer()
                        .kind()
                        .type())
                .isEqualTo("sgd");
    }

    @Test
    void mistakesNameTheSetting() {
        assertThatThrownBy(() -> of("optimizer={type: lion, beta3: 1}"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("unknown setting 'optimizer.beta3'")
                .hasMessageContaining("did you mean 'beta1'?");
        assertThatThrownBy(() -> of("optimizer.type=lion", "optimizer.epsilon=1e-8"))
                .as("a setting of another type")
                .isInstanceOf(InputException.class)
                .hasMessageContaining("unknown setting 'optimizer.epsilon'");
        assertThatThrownBy(() -> of("optimizer.beta1=2"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("beta1 must be in [0, 1), but is 2");
        assertThatThrownBy(() -> of("optimizer.groups=[{learning_rate_ratio: 2}]"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("a group needs match");
        assertThatThrownBy(() -> of("optimizer.groups=[{match: '('}]"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'(' is none");
    }
}
