package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ComparisonArmsTest {
    private static final String GOOD = """
            completions: 1024
            seeds: [1, 2]
            learning_rates: {from: 1e-4, to: 1e-3}
            evaluations: 4
            run:
              adapter: {method: lora, r: 8}
              algorithm: {prompts_per_step: 8, group_size: 8}
            arms:
              - name: full
                learning_rates: [1e-5, 1e-4]
                run: {adapter: {method: full}}
              - name: LoRA r 1
                seeds: [3]
                run: {adapter: {r: 1}, optimizer: {gradient_clip: 0.5}}
            """;

    @TempDir
    Path folder;

    private ComparisonArms read(String yaml, String... settings) throws IOException {
        var reader = ComparisonRecipe.reader().file(Files.writeString(folder.resolve("c.yaml"), yaml));
        Stream.of(settings).forEach(reader::set);
        return ComparisonArms.read(reader);
    }

    @Test
    void armsAreLaidOverTheSharedRunAndTakeTheSharedSeedsAndRates() throws IOException {
        ComparisonArms arms = read(GOOD);
        ComparisonRecipe comparison = arms.comparison();
        ComparisonArms.Arm full = arms.arms().get(0);
        ComparisonArms.Arm low = arms.arms().get(1);
        assertThat(comparison.rates(full.arm())).containsExactly(1e-5, 1e-4);
        assertThat(comparison.rates(low.arm())).containsExactly(1e-4, 3.16e-4, 1e-3);
        assertThat(comparison.seeds(full.arm())).containsExactly(1L, 2L);
        assertThat(comparison.seeds(low.arm())).containsExactly(3L);
        assertThat(full.recipe().method()).isEqualTo(new FullFineTuning());
        assertThat(low.recipe().method()).isInstanceOfSatisfying(Lora.class, lora -> {
            assertThat(lora.r()).isEqualTo(1);
            assertThat(lora.alpha()).isEqualTo(32);
        });
        assertThat(low.recipe().optimizer().gradientClip()).isEqualTo(0.5);
        assertThat(full.recipe().optimizer().gradientClip()).isEqualTo(1);
    }

    @Test
    void stepsAndEvaluationsFollowFromTheBudget() throws IOException {
        ComparisonArms arms = read(GOOD, "arms=[{name: a}, {name: b, run: {algorithm: {prompts_per_step: 64}}}]");
        assertThat(arms.arms().get(0).recipe().training().steps()).isEqualTo(16);
        assertThat(arms.arms().get(0).recipe().evaluation().every()).isEqualTo(4);
        assertThat(arms.arms().get(1).recipe().training().steps()).isEqualTo(2);
        assertThat(arms.arms().get(1).recipe().evaluation().every()).isEqualTo(1);
    }

    @Test
    void aRunHasItsOwnRateAndSeed() throws IOException {
        Recipe run = ComparisonArms.of(read(GOOD).arms().get(1), 7e-4, 42);
        assertThat(run.optimizer().learningRate()).isEqualTo(7e-4);
        assertThat(run.seed()).isEqualTo(42);
        assertThat(run.optimizer().gradientClip()).isEqualTo(0.5);
    }

    @Test
    void theResolvedRecipeReadsBackTheSame() throws IOException {
        ComparisonArms arms = read(GOOD);
        assertThat(read(arms.comparison().toYaml())).isEqualTo(arms);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seeds=[]                                          | 'full' has no seeds",
                "seeds=[1, 1]                                      | seed twice",
                "learning_rates=[]                                 | 'LoRA r 1' has no learning rates",
                "learning_rates=[0]                                | above 0",
                "arms=[]                                           | needs arms",
                "arms=[{run: {}}]                                  | needs a name",
                "arms=[{name: A b}, {name: a-B}]                   | two arms",
                "arms=[{name: a, run: {adapter: {method: lorra}}}] | did you mean 'lora'",
                "arms=[{name: a, run: {adapter: {rank: 3}}}]       | 'adapter.rank'",
                "arms=[{name: a, run: {optimizer: {learning_rate: 1}}}] | learning_rates",
                "arms=[{name: a, run: {seed: 1}}]                  | seeds",
                "arms=[{name: a, run: {training: {steps: 9}}}]     | completions",
                "arms=[{name: a, run: {model: {path: x}}}]         | loaded once",
                "arms=[{name: a, run: {environment: {terms: 2}}}]  | same held-out tasks",
                "arms=[{name: a, seed: [1]}]                       | did you mean 'seeds'",
                "run.seed=1                                        | seeds",
                "run.evaluation.tasks=1                            | validation_tasks",
                "completions=0                                     | completions",
                "completions=1000                                  | nearest are 960 and 1024",
                "validation_tasks=0                                | validation_tasks",
                "test_tasks=0                                      | test_tasks",
                "margin=0                                          | margin",
                "level=1                                           | level",
                "against=fool                                      | the arms are called full, LoRA r 1",
                "run=7                                             | 'run' must hold settings",
                "sedes=[1]                                         | did you mean 'seeds'",
            })
    void badComparisonsAreRefused(String setting, String words) {
        assertThatThrownBy(() -> read(GOOD, setting))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(words);
    }

    @Test
    void anErrorInAnArmNamesArmAndLine() {
        assertThatThrownBy(() -> read(GOOD.replace("{r: 1}", "{r: one}")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("arm 'LoRA r 1'")
                .hasMessageContaining("c.yaml, line 14");
    }

    static List<Path> shipped() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("recipes/compare"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shippedRecipesAreGood(Path file) {
        ComparisonArms arms = ComparisonArms.read(ComparisonRecipe.reader().file(file));
        assertThat(arms.arms()).hasSizeGreaterThan(2);
        assertThat(arms.comparison().question()).isNotBlank();
    }
}
