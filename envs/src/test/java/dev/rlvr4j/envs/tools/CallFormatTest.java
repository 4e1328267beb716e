package dev.rlvr4j.envs.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rlvr4j.core.loop.CounterRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallFormatTest {
    private static final CallFormat HERMES = new HermesCalls();
    private static final CallFormat BRACKETS = InlineCalls.brackets("calculator", "expression");
    private static final CallFormat EQUALS = new InlineCalls("calculator", "expression", "", "=", "", "");

    private static ToolCall named(String expression) {
        return new ToolCall.Named(
                "calculator", JsonNodeFactory.instance.objectNode().put("expression", expression));
    }

    private static String hermes(String expression) {
        return "<tool_call>\n{\"name\": \"calculator\", \"arguments\": {\"expression\": \"" + expression
                + "\"}}\n</tool_call>";
    }

    @Test
    void readsCallsInTheMannerOfHermes() {
        assertThat(HERMES.calls("Let me see. " + hermes("1+2"))).containsExactly(named("1+2"));
        assertThat(HERMES.calls(hermes("1+2") + "\n" + hermes("3*4"))).containsExactly(named("1+2"), named("3*4"));
        assertThat(HERMES.calls("<tool_call>{\"name\":\"calculator\",\"arguments\":"
                        + "\"{\\\"expression\\\":\\\"5\\\"}\"}</tool_call>"))
                .containsExactly(named("5"));
        assertThat(HERMES.calls("It is 3.")).isEmpty();
        assertThat(HERMES.calls("")).isEmpty();
    }

    @Test
    void whatIsThoughtCallsNothing() {
        assertThat(HERMES.calls("<think>" + hermes("1") + "</think>3")).isEmpty();
        assertThat(HERMES.calls("<think>" + hermes("1"))).isEmpty();
        assertThat(HERMES.calls("<think>a</think>" + hermes("2"))).containsExactly(named("2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<tool_call>",
                "<tool_call></tool_call>",
                "<tool_call>{\"name\":\"calculator\"}</tool_call>",
                "<tool_call>{\"name\":7,\"arguments\":{}}</tool_call>",
                "<tool_call>[1]</tool_call>",
                "<tool_call>null</tool_call>",
                "<tool_call>{\"name\":\"a\",\"arguments\":\"{\"}</tool_call>",
                "<tool_call>{\"name\":\"a\",\"arguments\":{}} {}</tool_call>",
                "<tool_call>{\"name\":\"a\",\"name\":\"b\",\"arguments\":{}}</tool_call>",
                "<tool_call>{'name': 'a'}</tool_call>",
                "<tool_call>{\"name\":\"a\",\"arguments\":{\"n\":1e99999999999}}</tool_call>",
            })
    void callsThatCannotBeReadAreCallsAllTheSame(String turn) {
        assertThat(HERMES.calls(turn))
                .singleElement()
                .isInstanceOfSatisfying(
                        ToolCall.Malformed.class,
                        call -> assertThat(call.problem()).isNotBlank());
    }

    @Test
    void neverThrowsAndIsBounded() {
        assertThat(HERMES.calls("<tool_call>" + "[".repeat(100_000) + "</tool_call>"))
                .singleElement()
                .isInstanceOf(ToolCall.Malformed.class);
        assertThat(HERMES.calls(hermes("1").repeat(1000))).hasSize(16);
        String sound = "a" + hermes("(1+2)*3") + "<think>b</think>[1+2]=" + hermes("4");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder turn = new StringBuilder(sound);
            for (int edit = 0; edit < 3; edit++) {
                int at = CounterRandom.below(i, edit, turn.length());
                turn.setCharAt(at, "{}[]\"<>/=:,\\ \u0000é1a".charAt(CounterRandom.below(i, 10 + edit, 17)));
            }
            for (CallFormat format : List.of(HERMES, BRACKETS, EQUALS)) {
                format.calls(turn.toString()).forEach(call -> assertThat(call).isNotNull());
            }
        }
    }

    @Test
    void readsInlineCallsAndAnswersThemInTheSameLine() {
        assertThat(BRACKETS.calls("so [17+38]")).containsExactly(named("17+38"));
        assertThat(BRACKETS.calls("[[1]")).containsExactly(named("1"));
        assertThat(BRACKETS.calls("#### 55")).isEmpty();
        assertThat(BRACKETS.calls("55]")).singleElement().isInstanceOf(ToolCall.Malformed.class);
        assertThat(BRACKETS.calls("[")).isEmpty();
        assertThat(BRACKETS.stops()).containsExactly("]");
        assertThat(BRACKETS.write(new ToolAnswer("55", false))).isEqualTo("=55;");
        assertThat(BRACKETS.write(new ToolAnswer("division by zero", true))).isEqualTo("=?;");

        assertThat(EQUALS.calls(";55+25=")).containsExactly(named("55+25"));
        assertThat(EQUALS.calls("ab=")).containsExactly(named(""));
        assertThat(EQUALS.write(new ToolAnswer("80", false))).isEqualTo("80");
    }
}
