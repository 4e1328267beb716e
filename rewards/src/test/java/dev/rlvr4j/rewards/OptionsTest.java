package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    private enum Unit {
        WORDS,
        CHARACTERS
    }

    private record Brief(
            int most, double share, boolean strict, String mark, Duration time, Unit unit, List<String> tags)
            implements Configurable {
        static final Brief DEFAULT = new Brief(50, 0.5, false, "!", Duration.ofSeconds(1), Unit.WORDS, List.of());

        @Override
        public String name() {
            return "brief";
        }

        @Override
        public Verifier configured(Options o) {
            return o.check(new Brief(
                    o.integer("most", most, 1, 100),
                    o.number("share", share, 0, 1),
                    o.flag("strict", strict),
                    o.text("mark", mark),
                    o.seconds("time", 1),
                    o.choice("unit", unit),
                    o.texts("tags", tags)));
        }

        @Override
        public Score verify(Attempt attempt) {
            return Score.of(0, "");
        }
    }

    private final Verifiers verifiers = Verifiers.standard().with("brief", Brief.DEFAULT);

    @Test
    void whatIsNotGivenKeepsItsDefault() {
        assertThat(verifiers.get("brief", Map.of())).isEqualTo(Brief.DEFAULT);
        assertThat(verifiers.get(
                        "brief",
                        Map.of(
                                "most",
                                7,
                                "share",
                                1,
                                "strict",
                                true,
                                "mark",
                                "?",
                                "time",
                                0.25,
                                "unit",
                                "characters",
                                "tags",
                                List.of("a"))))
                .isEqualTo(new Brief(7, 1, true, "?", Duration.ofMillis(250), Unit.CHARACTERS, List.of("a")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "most | x | the option 'most' must be a whole number from 1 to 100, but is 'x'",
                "share | x | the option 'share' must be a number from 0.0 to 1.0, but is 'x'",
                "strict | x | the option 'strict' must be true or false, but is 'x'",
                "unit | x | the option 'unit' must be one of words, characters, but is 'x'",
                "tags | x | the option 'tags' must be a list of texts, e.g. [a, b], but is 'x'",
                "msot | 3 | there is no option 'msot'; did you mean 'most'? known: most, share, strict, mark, time, unit, tags",
            })
    void whatIsWrongIsNamed(String key, String value, String message) {
        assertThatThrownBy(() -> verifiers.get("brief", Map.of(key, value)))
                .isInstanceOf(InputException.class)
                .hasMessage("verifier 'brief': " + message);
    }

    @Test
    void boundsHoldAndTextsAreTexts() {
        assertThatThrownBy(() -> verifiers.get("brief", Map.of("most", 101))).hasMessageContaining("but is 101");
        assertThatThrownBy(() -> verifiers.get("brief", Map.of("share", Double.NaN)))
                .hasMessageContaining("but is NaN");
        assertThatThrownBy(() -> verifiers.get("brief", Map.of("mark", 3))).hasMessageContaining("put it in quotes");
        assertThatThrownBy(() -> Options.NONE.required("url", "the address to post to"))
                .hasMessage("the option 'url' is missing: the address to post to");
    }

    @Test
    void aVerifierWithoutOptionsTakesNone() {
        assertThatThrownBy(() -> verifiers.get("numeric", Map.of("mode", "strict")))
                .isInstanceOf(InputException.class)
                .hasMessage("verifier 'numeric' takes no options, but got mode");
    }
}
