package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTreeTest {
    private static JsonNode value(String yaml) {
        return YamlTree.parse("x: " + yaml, "run.yaml").values().get("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no", "on", "off", "yes", "y", "1_000", "0x1F", "1:30", "2026-11-22", "'3'", "\"true\"", ".inf"})
    void whatOlderYamlTurnsIntoSomethingElseStaysText(String text) {
        assertThat(value(text).isTextual()).isTrue();
        assertThat(value(text).textValue()).isEqualTo(text.replaceAll("['\"]", ""));
    }

    @ParameterizedTest
    @CsvSource({"3,3", "-3,-3", "1e-6,1e-6", "2.50,2.5", ".5,0.5", "1E3,1000"})
    void numbersAreNumbers(String text, double number) {
        assertThat(value(text).isNumber()).isTrue();
        assertThat(value(text).doubleValue()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"010", "-07", "00"})
    void aLeadingZeroIsRefusedWithItsLine(String text) {
        assertThatThrownBy(() -> YamlTree.parse("a: 1\nx: " + text, "run.yaml"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("run.yaml, line 2")
                .hasMessageContaining(text);
    }

    @Test
    void aKeyWrittenTwiceIsRefused() {
        assertThatThrownBy(() -> YamlTree.parse("a:\n  b: 1\n  b: 2\n", "run.yaml"))
                .isInstanceOf(InputException.class)
                .hasMessage("run.yaml, line 3: 'a.b' is written twice; keep one of them");
    }

    @Test
    void brokenYamlNamesItsLine() {
        assertThatThrownBy(() -> YamlTree.parse("a: 1\nb: [1, 2\n", "run.yaml"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("run.yaml, line 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"- a\n- b", "just text"})
    void theTopMustBeSections(String text) {
        assertThatThrownBy(() -> YamlTree.parse(text, "run.yaml"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("must hold sections");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# only a comment\n", "~"})
    void anEmptyFileChangesNothing(String text) {
        assertThat(YamlTree.parse(text, "run.yaml").values()).isEmpty();
    }

    @Test
    void anEndlessAliasIsRefused() {
        assertThatThrownBy(() -> YamlTree.parse("a: &a\n  b: *a\n", "run.yaml")).isInstanceOf(InputException.class);
    }

    @Test
    void settingsTakePlainValuesListsAndQuotedText() {
        assertThat(YamlTree.parseSetting("a.b=1e-3").values().at("/a/b").doubleValue())
                .isEqualTo(1e-3);
        assertThat(YamlTree.parseSetting("a.b=[x, 2]").values().at("/a/b")).hasSize(2);
        assertThat(YamlTree.parseSetting("a.b='7'").values().at("/a/b").textValue())
                .isEqualTo("7");
        assertThat(YamlTree.parseSetting("a.b=Q: {question} # A:")
                        .values()
                        .at("/a/b")
                        .textValue())
                .isEqualTo("Q: {question} # A:");
        assertThat(YamlTree.parseSetting("a=").values().get("a").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.b", "=3", ".a=1", "a.=1", "a..b=1"})
    void aSettingWithoutKeyOrValueIsRefused(String text) {
        assertThatThrownBy(() -> YamlTree.parseSetting(text))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
