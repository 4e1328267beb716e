package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RewardsTest {
    @Test
    void aWeightedRewardSumsItsPartsAndKeepsTheirRawValues() throws Exception {
        Verifier reward = Rewards.weighted(
                new Rewards.Part("numeric", new NumericMatch(), 1),
                new Rewards.Part("tags", new FormatTags(), 0.25),
                new Rewards.Part("length", a -> Score.of(a.response().length(), "characters"), -0.5));

        Score score = reward.verify(Attempts.of("4", "\\boxed{4}"));

        assertThat(score.value()).isEqualTo(1 + 0.25 * 0 - 0.5 * 9);
        assertThat(score.parts())
                .containsAllEntriesOf(Map.of(
                        "numeric", 1.0,
                        "numeric/correct", 1.0,
                        "numeric/has_answer", 1.0,
                        "numeric/verdict/correct", 1.0,
                        "tags", 0.0,
                        "tags/format", 0.0,
                        "length", 9.0));
        assertThat(score.reason())
                .isEqualTo("numeric 1.0 (CORRECT: '4'); tags 0.0 (FORMAT_WRONG: no <think>); length 9.0 (characters)");
        assertThat(reward.name()).isEqualTo("numeric + 0.25*tags + -0.5*length");
    }

    @Test
    void partsAreFoundByName() throws Exception {
        Map<String, Double> weights = new LinkedHashMap<>();
        weights.put("numeric", 0.9);
        weights.put("format-tags", 0.1);
        Verifier reward = Rewards.weighted(weights, Verifiers.standard());

        assertThat(reward.verify(Attempts.of("4", "<think>2+2</think><answer>4</answer>"))
                        .value())
                .isEqualTo(1.0);
        assertThatThrownBy(() -> Rewards.weighted(Map.of("nummeric", 1.0), Verifiers.standard()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("did you mean 'numeric'?");
    }

    @Test
    void badPartsAreRefused() {
        assertThatThrownBy(() -> Rewards.weighted(List.of())).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new Rewards.Part(" ", new NumericMatch(), 1)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new Rewards.Part("a", new NumericMatch(), Double.NaN))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'a' must be finite, but is NaN");
        Rewards.Part part = new Rewards.Part("a", new NumericMatch(), 1);
        assertThatThrownBy(() -> Rewards.weighted(part, part))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("two parts of a weighted reward are named 'a'");
    }
}
