package dev.rlvr4j.envs.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolboxTest {
    private static final String SCHEMA = "{'type':'object','required':['n'],'additionalProperties':false,'properties':{"
            + "'n':{'type':'integer','minimum':1,'maximum':9},"
            + "'how':{'type':'string','enum':['up','down']},"
            + "'word':{'type':'string','minLength':2,'maxLength':3},"
            + "'list':{'type':'array','maxItems':2,'items':{'type':'number'}},"
            + "'deep':{'type':'object','required':['yes'],'properties':{'yes':{'type':'boolean'}}}}}";

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Echo(String name, ObjectNode parameters) implements Tool {
        @Override
        public String description() {
            return "echoes";
        }

        @Override
        public String call(ObjectNode arguments) throws Exception {
            if (arguments.path("n").asInt() == 7) {
                throw new ToolException("seven is taken");
            }
            if (arguments.path("n").asInt() == 8) {
                throw new IllegalStateException("broken");
            }
            return arguments.path("n").asInt() == 9 ? "x".repeat(20_000) : arguments.toString();
        }
    }

    private static final Toolbox BOX = new Toolbox(new Echo("echo", json(SCHEMA)));

    private static ToolAnswer call(String arguments) throws Exception {
        return BOX.answer(new ToolCall.Named("echo", json(arguments)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'n':1}",
                "{'n':2.0}",
                "{'n':3,'how':'up','word':'ab','list':[1,2.5],'deep':{'yes':true,'other':1}}",
                "{'n':1,'list':[]}",
            })
    void argumentsThatFitReachTheTool(String arguments) throws Exception {
        assertThat(call(arguments)).isEqualTo(new ToolAnswer(json(arguments).toString(), false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | 'n' is missing",
                "{'n':'1'} | type integer",
                "{'n':1.5} | type integer",
                "{'n':1e9999} | type integer",
                "{'n':0} | at least 1",
                "{'n':10} | at most 9",
                "{'n':1,'how':'left'} | must be one of",
                "{'n':1,'word':'a'} | characters, but has 1",
                "{'n':1,'word':'abcd'} | characters, but has 4",
                "{'n':1,'list':[1,2,3]} | at most 2 items",
                "{'n':1,'list':[1,'2']} | item 2",
                "{'n':1,'deep':{}} | 'yes' is missing",
                "{'n':1,'deep':[]} | type object",
                "{'n':1,'m':2} | no such argument",
                "{'n':7} | seven is taken",
            })
    void argumentsThatDoNotAreAnsweredByAnError(String arguments, String part) throws Exception {
        ToolAnswer answer = call(arguments);
        assertThat(answer.error()).isTrue();
        assertThat(answer.text()).contains(part);
    }

    @Test
    void whatIsNoCallIsAnsweredByAnError() throws Exception {
        assertThat(BOX.answer(new ToolCall.Malformed("not JSON"))).isEqualTo(new ToolAnswer("not JSON", true));
        ToolAnswer unknown = BOX.answer(new ToolCall.Named("eco".repeat(1000), json("{}")));
        assertThat(unknown.error()).isTrue();
        assertThat(unknown.text()).contains("known: echo").hasSizeLessThan(200);
        assertThat(BOX.answer(new ToolCall.Named("echo", json("{'a':[1]}").get("a")))
                        .text())
                .contains("must be a JSON object");
    }

    @Test
    void aBrokenToolIsNoAnswer() {
        assertThatThrownBy(() -> call("{'n':8}"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("broken");
    }

    @Test
    void longAnswersAreCut() throws Exception {
        assertThat(call("{'n':9}").text()).hasSizeBetween(8192, 8300).endsWith("more)");
    }

    @Test
    void schemasThatWouldNotBeCheckedAreRefused() {
        for (String wrong : List.of(
                "{'type':'string'}",
                "{}",
                "{'type':'object','properties':{'a':{'pattern':'x'}}}",
                "{'type':'object','properties':{'a':{'type':'text'}}}",
                "{'type':'object','additionalProperties':{'type':'string'}}",
                "{'type':'object','properties':{'a':{'type':'array','items':{'oneOf':[]}}}}")) {
            assertThatThrownBy(() -> new Toolbox(new Echo("echo", json(wrong))))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("'echo'");
        }
        Tool echo = new Echo("echo", json(SCHEMA));
        assertThatThrownBy(() -> new Toolbox(echo, echo)).hasMessageContaining("two tools");
        assertThatThrownBy(() -> new Toolbox()).hasMessageContaining("at least one");
        assertThatThrownBy(() -> new Toolbox(new Echo("a b", json(SCHEMA)))).hasMessageContaining("'a b'");
    }

    @Test
    void declaresItsToolsInTheLayoutOfTheOpenAiApi() {
        Map<String, Object> declaration =
                new Toolbox(new Calculator()).declarations().get(0);
        assertThat(new ObjectMapper().<ObjectNode>valueToTree(declaration))
                .isEqualTo(json("{'type':'function','function':{'name':'calculator','description':"
                        + "'Evaluates an arithmetic expression exactly, e.g. (17+38)*2/3. Known are + - * / ^ and"
                        + " parentheses.','parameters':{'type':'object','properties':{'expression':{'type':'string',"
                        + "'description':'the expression','maxLength':1000}},'required':['expression'],"
                        + "'additionalProperties':false}}}"));
    }
}
