package dev.rlvr4j.rewards.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rewards.Verifiers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapeTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "80, 0", "81, -0.05", "90, -0.5", "100, -1", "101, -1", "5000, -1"})
    void softOverlongFallsLinearlyOverTheCache(int tokens, double expected) throws Exception {
        Verifier verifier = get("soft-overlong", Map.of("max_length", 100));

        assertThat(verifier.verify(attempt("4", "x", tokens)).value()).isEqualTo(expected, within(1e-12));
    }

    @Test
    void softOverlongIsThatOfThePaper() throws Exception {
        Verifier dapo = get("soft-overlong", Map.of("max_length", 20_480));

        assertThat(dapo.verify(attempt("", "", 16_384)).value()).isZero();
        assertThat(dapo.verify(attempt("", "", 18_432)).value()).isEqualTo(-0.5);
        Verifier words = get("soft-overlong", Map.of("max_length", 4, "cache", 2, "unit", "words"));
        assertThat(words.verify(attempt("", " one two\nthree ", Attempt.UNKNOWN))
                        .value())
                .isEqualTo(-0.5);
    }

    @Test
    void softOverlongNeedsALength() {
        assertThatThrownBy(() -> get("soft-overlong", Map.of())).hasMessageContaining("'max_length' is missing");
        assertThatThrownBy(() -> get("soft-overlong", Map.of("max_length", 5, "cache", 6)))
                .hasMessageContaining("'cache' must be at most max_length, which is 5, but is 6");
        Verifier tokens = get("soft-overlong", Map.of("max_length", 5));
        assertThatThrownBy(() -> tokens.verify(attempt("", "", Attempt.UNKNOWN)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("not known in tokens; set the option unit");
    }

    @ParameterizedTest
    @CsvSource({
        "4, 0, 1",
        "4, 50, 0.75",
        "4, 100, 0.5",
        "4, 1000, 0.5",
        "5, 0, -1",
        "5, 50, -0.75",
        "5, 100, -0.5",
        "4, 25, 0.926776695296637",
    })
    void cosineLengthScalesAVerdict(String gold, int tokens, double expected) throws Exception {
        Verifier verifier = get("cosine-length", Map.of("verifier", "numeric", "max_length", 100));
        Score score = verifier.verify(attempt(gold, "#### 4", tokens));

        assertThat(score.value()).isEqualTo(expected, within(1e-12));
        assertThat(score.parts()).containsEntry("correct", gold.equals("4") ? 1.0 : 0.0);
    }

    @Test
    void cosineLengthTakesItsBoundsAndAVerifier() throws Exception {
        Verifier verifier = get(
                "cosine-length",
                Map.of(
                        "verifier", "multiple-choice",
                        "verifier_options", Map.of("choices", 5),
                        "max_length", 10,
                        "max_value_correct", 2,
                        "min_value_correct", 1,
                        "min_value_wrong", -3,
                        "max_value_wrong", 0));
        assertThat(verifier.verify(attempt("E", "E", 0)).value()).isEqualTo(2);
        assertThat(verifier.verify(attempt("E", "E", 10)).value()).isEqualTo(1);
        assertThat(verifier.verify(attempt("E", "A", 0)).value()).isEqualTo(-3);
        assertThat(verifier.verify(attempt("E", "A", 10)).value()).isZero();
        assertThat(verifier.unusable(attempt("F", "", 0))).isPresent();
        assertThatThrownBy(() -> get("cosine-length", Map.of("max_length", 10)))
                .hasMessageContaining("the option 'verifier' is missing");
        assertThatThrownBy(() -> get("cosine-length", Map.of("verifier", "numeric", "max_len", 10)))
                .hasMessageContaining("max_length");
        assertThatThrownBy(() -> verifier.verify(attempt("F", "A", 0))).isInstanceOf(InputException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a b c d e | 0",
                "a b | 0",
                "'' | 0",
                "a b c a b c | -0.25",
                "A b c a B c | -0.25",
                "x x x x x x x x x x | -0.875",
            })
    void repetitionIsTheShareOfNGramsSeenBefore(String response, double expected) throws Exception {
        assertThat(get("repetition", Map.of()).verify(attempt("", response, 1)).value())
                .isEqualTo(expected, within(1e-12));
    }

    @Test
    void repetitionTakesItsSettings() throws Exception {
        Verifier pairs = get("repetition", Map.of("ngram_size", 2, "max_penalty", -2, "characters", true));

        assertThat(pairs.verify(attempt("", "的 的的的", 1)).value()).isEqualTo(-2 * (1 - 1.0 / 3), within(1e-12));
        assertThatThrownBy(() -> get("repetition", Map.of("max_penalty", 1)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("to 0.0, but is 1");
    }

    private static Verifier get(String name, Map<String, ?> options) {
        return Verifiers.standard().get(name, options);
    }

    private static Attempt attempt(String reference, String response, int tokens) {
        return new Attempt("t", "", reference, response, false, Map.of(), tokens);
    }
}
