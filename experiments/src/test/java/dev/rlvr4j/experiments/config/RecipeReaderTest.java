package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Dora;
import dev.rlvr4j.core.adapter.Extended;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.optim.AdamW;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeReaderTest {
    @TempDir
    Path folder;

    private Path yaml(String text) {
        try {
            return Files.writeString(folder.resolve("run.yaml"), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Recipe read(String text) {
        return Recipe.reader().file(yaml(text)).read();
    }

    @Test
    void nothingSaidGivesTheDefaults() {
        assertThat(Recipe.reader().read()).isEqualTo(Recipe.DEFAULT);
        assertThat(read("")).isEqualTo(Recipe.DEFAULT);
    }

    @Test
    void laterLayersWin() {
        Recipe recipe = Recipe.reader()
                .file(yaml("optimizer:\n  learning_rate: 2e-4\n  beta1: 0.8\ntraining: {steps: 7}\n"))
                .set("optimizer.learning_rate=3e-4")
                .set("training.steps", 9)
                .read();
        assertThat(recipe.optimizer().learningRate()).isEqualTo(3e-4);
        AdamW adamw = (AdamW) recipe.optimizer().optimizer();
        assertThat(adamw.beta1()).isEqualTo(0.8);
        assertThat(adamw.beta2()).isEqualTo(0.999);
        assertThat(recipe.training().steps()).isEqualTo(9);
    }

    @Test
    void theResolvedRecipeReadsBackToItself() {
        Recipe recipe = Recipe.reader()
                .builtIn(Recipe.BUILT_IN)
                .set("prompt.template=on: {question}\\n # x")
                .set("prompt.system='010'")
                .set("rollout.stop=['no', \"\\n\\n\", '1e3', ' x ']")
                .set("rollout.kv_cache=512MiB")
                .set("optimizer.learning_rate=1.25e-7")
                .set("adapter.target_modules=[q_proj, v_proj]")
                .set("adapter.rank_pattern={'layers.0.q_proj': 4}")
                .set("seed=-9007199254740993")
                .read();
        assertThat(read(recipe.toYaml())).isEqualTo(recipe);
        assertThat(recipe.toYaml()).contains("kv_cache: 512MiB").contains("rank_pattern:\n    layers.0.q_proj: 4");
    }

    @Test
    void aTargetIsAllLinearAListOrAPattern() {
        assertThat(lora("all-linear").targets()).isEqualTo(TargetModules.allLinear());
        assertThat(lora("[q_proj]").targets()).isEqualTo(TargetModules.named("q_proj"));
        assertThat(lora(".*\\.q_proj").targets())
                .isEqualTo(new TargetModules(List.of(".*\\.q_proj"), true, List.of(), List.of()));
        assertThatThrownBy(() -> lora("3"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("adapter.target_modules")
                .hasMessageContaining("but is 3 (--set adapter.target_modules)");
    }

    @Test
    void modulesAndTokensAreTrainedBesideAnyMethod() {
        Recipe recipe = read("adapter: {method: dora, r: 4, modules_to_save: [norm, lm_head]}\n");
        Extended extended = (Extended) recipe.method();
        assertThat(extended.modulesToSave()).containsExactly("norm", "lm_head");
        assertThat(extended.method()).isInstanceOf(Dora.class);
        assertThat(read(recipe.toYaml())).isEqualTo(recipe);
        assertThat(((Extended) read("adapter: {trainable_token_indices: [3, 4]}\n")
                                .method())
                        .trainableTokenIndices())
                .isEqualTo(Map.of("embed_tokens", List.of(3, 4)));
        assertThatThrownBy(() -> read("adapter: {modules_to_save: norm}\n"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("adapter.modules_to_save");
        assertThatThrownBy(() -> read("adapter: {method: full, modules_to_save: [norm]}\n"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("unknown setting 'adapter.modules_to_save'");
    }

    private static Lora lora(String targets) {
        return (Lora)
                Recipe.reader().set("adapter.target_modules=" + targets).read().method();
    }

    @Test
    void anUnknownKeyNamesItsPathItsLineAndTheNearestKnownOne() {
        assertThatThrownBy(() -> read("training:\n  steps: 3\noptimizer:\n  learnig_rate: 1e-3\n"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("unknown setting 'optimizer.learnig_rate' (run.yaml, line 4);"
                        + " did you mean 'learning_rate'? 'optimizer' has: beta1, beta2,");
        assertThatThrownBy(() -> read("optimiser: {}\n"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("did you mean 'optimizer'? a recipe has: adapter,");
        assertThatThrownBy(() -> Recipe.reader().set("rollout.temp=1").read())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'rollout.temp' (--set rollout.temp); did you mean 'temperature'? 'rollout' has");
        assertThatThrownBy(() -> read("reward:\n  parts:\n    - {name: numeric, wieght: 1}\n"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'reward.parts[0].wieght' (run.yaml, line 3); did you mean 'weight'?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training.steps=many | 'training.steps' is \"many\" (--set training.steps), but must be a whole number",
                "training.steps=2.5 | 'training.steps' is 2.5 (--set training.steps), but must be a whole number",
                "training.steps='3' | 'training.steps' is \"3\" (--set training.steps), but must be a whole number",
                "training.steps=9999999999 | 'training.steps' is 9999999999 (--set training.steps), but must be a whole",
                "optimizer.beta1=high | 'optimizer.beta1' is \"high\" (--set optimizer.beta1), but must be a number",
                "adapter.rslora=on | 'adapter.rslora' is \"on\" (--set adapter.rslora), but must be true or false",
                "model.path=7 | 'model.path' is 7 (--set model.path), but must be a text (put it in quotes)",
                "model.path=true | 'model.path' is true (--set model.path), but must be a text (put it in quotes)",
                "prompt.chat=maybe | 'prompt.chat' is \"maybe\" (--set prompt.chat), but must be one of auto, on, off",
                "rollout.stop=x | 'rollout.stop' is \"x\" (--set rollout.stop), but must be a list",
                "optimizer=fast | 'optimizer.type' is 'fast' (--set optimizer), but must be one of adamw, adamw_8bit, lion,",
                "optimizer=3 | 'optimizer' is 3 (--set optimizer), but must be a section",
                "optimizer.schedule=cosin | 'optimizer.schedule.type' is 'cosin' (--set optimizer.schedule), but must be",
                "rollout.kv_cache=big | rollout.kv_cache: a size is a number with B, KiB",
                "training.steps= | 'training.steps' has no value (--set training.steps)",
                "training.steps=0 | training: steps must be at least 1, but is 0",
                "model.device=gpu | model: device must be auto, cpu or cuda:N, but is 'gpu'",
                "environment.type=jsonnl | 'environment.type' is 'jsonnl' (--set environment.type), but must be one of"
            })
    void aWrongValueNamesPathValueAndWhatIsExpected(String setting, String message) {
        assertThatThrownBy(() -> Recipe.reader().set(setting).read())
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void changingTheKindOfASectionStartsFromThatKindsDefaults() {
        Recipe recipe = Recipe.reader()
                .builtIn(Recipe.BUILT_IN)
                .set("environment.type=jsonl")
                .set("environment.path=tasks.jsonl")
                .set("adapter.method=full")
                .read();
        assertThat(recipe.environment())
                .isEqualTo(new EnvironmentSection.Jsonl("tasks.jsonl", null, null, null, null, 0.1, 1));
        assertThat(recipe.method()).isEqualTo(new FullFineTuning());
        assertThatThrownBy(() -> Recipe.reader()
                        .set("adapter.method=full")
                        .set("adapter.r=4")
                        .read())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("unknown setting 'adapter.r'");
    }

    @Test
    void aSectionWithAllLinesCommentedOutIsLeftAsItIs() {
        assertThat(read("rollout:\n  # temperature: 2\noptimizer:\n")).isEqualTo(Recipe.DEFAULT);
    }

    @Test
    void whereNullHasAMeaningItCanBeWritten() {
        Recipe recipe = Recipe.reader()
                .set("model.tokenizer=some/dir")
                .set("prompt.system=~")
                .read();
        assertThat(recipe.prompt().system()).isNull();
        assertThat(recipe.model().tokenizer()).isEqualTo("some/dir");
    }

    @Test
    void patternsKeepTheirKeys() {
        Recipe recipe = read("adapter:\n  rank_pattern:\n    'layers.0.q_proj': 4\n    k_proj: 2\n");
        assertThat(((Lora) recipe.method()).rankPattern()).isEqualTo(Map.of("layers.0.q_proj", 4, "k_proj", 2));
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> Recipe.reader().file(folder.resolve("none.yaml")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("none.yaml");
    }
}
