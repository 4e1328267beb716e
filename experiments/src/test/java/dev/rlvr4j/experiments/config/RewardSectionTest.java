package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.OnError;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RewardSectionTest {
    @Test
    void aGateNeedNotBeAPartAndIsSeenInTheMetrics() throws Exception {
        RewardSection reward = read("""
                parts:
                  - {name: numeric, weight: 1, only_if: format-tags}
                  - {name: exact, weight: -0.5, label: bare}
                """);
        Attempt bare = new Attempt("t", "", "4", "4", false, Map.of());
        Attempt tagged = new Attempt("t", "", "4", "<think>2+2</think><answer>4</answer>", false, Map.of());

        Score score = reward.verifier().verify(bare);
        assertThat(score.value()).isEqualTo(-0.5);
        assertThat(score.parts())
                .containsEntry("format-tags", 0.0)
                .containsEntry("numeric/only_if", 0.0)
                .containsEntry("bare", 1.0);
        assertThat(reward.verifier().verify(tagged).value()).isEqualTo(1);
    }

    @Test
    void countingErrorsTakesAValueAndNothingElseDoes() {
        assertThat(RewardSection.DEFAULT.failures()).isEqualTo(OnError.STOP);
        assertThat(read("{on_error: count, error_value: -0.5, workers: 32}").failures())
                .isEqualTo(OnError.count(-0.5));
        assertThat(read("{workers: 32}").limits().workers()).isEqualTo(32);
        assertThatThrownBy(() -> read("{on_error: count}"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("reward: on_error: count needs error_value")
                .hasMessageContaining("run.yaml");
        assertThatThrownBy(() -> read("{error_value: 0}")).hasMessageContaining("but on_error is stop");
        assertThatThrownBy(() -> read("{workers: 0}")).hasMessageContaining("workers must be from 1 to 1024");
        assertThatThrownBy(() -> read("{on_error: ignore}")).hasMessageContaining("must be one of stop, count");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: numeric, options: {mode: strict}} | verifier 'numeric' takes no options, but got mode",
                "{name: numeric, only_if: fromat} | reward part 'numeric' counts only if 'fromat' passes",
            })
    void mistakesInAPartAreNamed(String part, String message) {
        assertThatThrownBy(() -> read("parts: [" + part + "]").verifier())
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theResolvedRecipeReadsBackToTheSame() {
        RewardSection reward = read("""
                parts:
                  - {name: numeric, only_if: format-tags, label: sum, options: {a: [1, x], b: {c: 0.5}, d: '010'}}
                on_error: count
                error_value: 0
                """);
        Recipe recipe = Recipe.reader()
                .layer(YamlTree.parse(Recipe.DEFAULT.toYaml(), "default.yaml"))
                .layer(YamlTree.parse("reward:\n" + Mapping.yaml(reward).indent(2), "again.yaml"))
                .read();

        assertThat(recipe.reward()).isEqualTo(reward);
        assertThat(Recipe.DEFAULT.toYaml()).contains("- name: numeric\n").doesNotContain("label");
    }

    private static RewardSection read(String yaml) {
        return Recipe.reader()
                .layer(YamlTree.parse("reward:\n" + yaml.indent(2), "run.yaml"))
                .read()
                .reward();
    }
}
