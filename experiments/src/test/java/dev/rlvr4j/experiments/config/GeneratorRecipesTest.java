package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.envs.episode.GuessTheNumber;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The recipes that make tiny models of generators and train them agree with each other. */
class GeneratorRecipesTest {
    private static final Path FOLDER = Path.of("recipes", "generators");

    private static PretrainRecipe pretraining(String name) {
        return PretrainRecipe.reader().file(FOLDER.resolve(name)).read();
    }

    private static Recipe training(String name) {
        return Recipe.reader().file(FOLDER.resolve(name)).read();
    }

    @ParameterizedTest
    @CsvSource({"pretrain-sums.yaml", "pretrain-products.yaml", "pretrain-answers.yaml"})
    void everyGeneratorOfTheTextIsTrainedWithTheSamePromptAndSplit(String name) {
        PretrainRecipe text = pretraining(name);
        MixtureSection mixture = (MixtureSection) text.environment();
        assertThat(mixture.parts()).hasSizeGreaterThanOrEqualTo(6);
        Recipe train = training("train.yaml");
        assertThat(train.prompt()).isEqualTo(text.prompt());
        assertThat(train.reward()).isEqualTo(text.reward());
        for (MixtureSection.Part part : mixture.parts()) {
            ProceduralSection asked = (ProceduralSection) part.environment();
            assertThat(part.weight()).isEqualTo(1);
            Recipe one = Recipe.reader()
                    .file(FOLDER.resolve("train.yaml"))
                    .set("environment.generator", asked.generator())
                    .read();
            ProceduralSection trained = (ProceduralSection) one.environment();
            assertThat(trained.level()).isEqualTo(asked.level());
            assertThat(trained.seed()).isEqualTo(asked.seed());
            assertThat(trained.heldOutShare()).isEqualTo(asked.heldOutShare());
        }
    }

    @Test
    void noGameOfTheTextIsHeldOutInTraining() {
        Recipe train = training("guess.yaml");
        TaskSource text =
                pretraining("pretrain-guess.yaml").environment().open().train();
        GuessTheNumber game = (GuessTheNumber) train.environment().open();
        Set<String> heldOut = new HashSet<>();
        for (long i = 0; i < game.heldOut().size(); i++) {
            heldOut.add(game.heldOut().task(i).question());
        }
        for (int i = 0; i < 2_000; i++) {
            assertThat(heldOut).doesNotContain(text.task(i).question());
        }
        assertThat(train.prompt()).isEqualTo(pretraining("pretrain-guess.yaml").prompt());
    }

    @Test
    void theMixtureHoldsTheTasksOfTheText() {
        assertThat(training("mixture.yaml").environment())
                .isEqualTo(pretraining("pretrain-sums.yaml").environment());
    }
}
