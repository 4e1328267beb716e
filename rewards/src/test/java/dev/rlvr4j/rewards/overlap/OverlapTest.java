package dev.rlvr4j.rewards.overlap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Verifiers;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OverlapTest {
    /** Golden numbers of sacreBLEU 2.6.0: BLEU(effective_order=True), CHRF(), CHRF(word_order=2), sentence scores. */
    static Stream<Arguments> golden() {
        return Stream.of(
                arguments(
                        "The quick brown fox jumps over the lazy dog.",
                        "The quick brown fox jumped over the lazy dog.",
                        65.803700648,
                        87.183391286,
                        86.361931466),
                arguments(
                        "the cat the cat on the mat",
                        "The cat is on the mat.",
                        26.269098944,
                        51.059873963,
                        49.655371083),
                arguments("Hello", "Hello, world!", 4.978706837, 33.310548832, 32.665243944),
                arguments(
                        "It costs $3.50, or 1,000 yen - a 50% rise.",
                        "It cost $3.50 or 1,000 yen, a 50% increase.", 21.874057156, 50.680701456, 50.836793923),
                arguments(
                        "Der Hund läuft schnell über die Straße.",
                        "Der Hund rennt schnell über die Straße.",
                        59.460355750,
                        78.306091966,
                        78.595640403),
                arguments("a b c d", "a b c d", 100.000000000, 100.000000000, 100.000000000),
                arguments("a b c", "a b c", 100.000000000, 100.000000000, 100.000000000),
                arguments("猫がマットの上に座った。", "猫はマットの上に座っている。", 0.000000000, 50.762196236, 43.510453917),
                arguments("&quot;Yes,&quot; he said.", "\"Yes,\" he said.", 100.000000000, 46.786472309, 49.682876238),
                arguments(
                        "one two three four five six seven eight",
                        "one two three four",
                        34.572078464,
                        78.482219956,
                        79.206484967),
                arguments(
                        "one two three four",
                        "one two three four five six seven eight",
                        36.787944117,
                        47.694091103,
                        48.778309569),
                arguments(
                        "(well) 3-4, a..b 5.,6 -x-",
                        "(well), 3-4: a..b 5,6 x-y",
                        28.977907494,
                        41.542715039,
                        36.378256388),
                arguments(
                        "completely different words here",
                        "nothing of that kind",
                        0.000000000,
                        7.812500000,
                        5.859375000));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void agreesWithSacreBleu(String response, String reference, double bleu, double chrf, double chrfPlusPlus)
            throws Exception {
        assertThat(100 * value("bleu", Map.of(), response, reference)).isCloseTo(bleu, within(1e-6));
        assertThat(100 * value("chrf", Map.of(), response, reference)).isCloseTo(chrf, within(1e-6));
        assertThat(100 * value("chrf", Map.of("word_order", 2), response, reference))
                .isCloseTo(chrfPlusPlus, within(1e-6));
    }

    @Test
    void valuesLieBetweenZeroAndOne() throws Exception {
        for (String name : new String[] {"bleu", "chrf"}) {
            assertThat(value(name, Map.of(), "a b c d", "a b c d")).isEqualTo(1);
            assertThat(value(name, Map.of(), "", "a b c d")).isZero();
            assertThat(value(name, Map.of(), "a b c d ".repeat(1000), "a b c d"))
                    .isZero();
        }
    }

    @Test
    void theAnswerMayStandInATagAndCaseMayBeFolded() throws Exception {
        assertThat(value("bleu", Map.of(), "<think>so</think>Sure: <answer>the mat</answer>", "the mat"))
                .isEqualTo(1);
        assertThat(value("bleu", Map.of("lowercase", true), "THE Mat", "the mat"))
                .isEqualTo(1);
        assertThat(value("chrf", Map.of("lowercase", true), "THE Mat", "the mat"))
                .isEqualTo(1);
        assertThat(value("chrf", Map.of(), "THE Mat", "the mat")).isLessThan(0.5);
    }

    @Test
    void aBlankReferenceIsAnError() {
        assertThatThrownBy(() -> value("chrf", Map.of(), "a", " "))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'t' is blank");
        assertThat(new Bleu().unusable(attempt("", " "))).isPresent();
    }

    private static double value(String name, Map<String, ?> options, String response, String reference)
            throws Exception {
        return Verifiers.standard()
                .get(name, options)
                .verify(attempt(response, reference))
                .value();
    }

    private static Attempt attempt(String response, String reference) {
        return new Attempt("t", "", reference, response, false, Map.of());
    }
}
