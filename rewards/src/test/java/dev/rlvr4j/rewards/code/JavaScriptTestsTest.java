package dev.rlvr4j.rewards.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifiers;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reward for code in JavaScript; runs on every machine. */
@Timeout(120)
class JavaScriptTestsTest {
    private static final String CALLS =
            "[{\"call\": \"f(2)\", \"result\": \"4\"}, {\"call\": \"f('a')\", \"result\": \"\\\"aa\\\"\"}]";
    private static final String LINES = "[{\"input\": \"2 3\\n\", \"output\": \"5\\n\"}]";
    private static final String STATEMENTS = "if (f(2) !== 4) throw new Error('f(2) is ' + f(2))";

    private static AnswerVerifier tests = new CodeTests();

    @BeforeAll
    static void open() {
        tests = verifier(Map.of("language", "javascript", "seconds", 2));
    }

    private static AnswerVerifier verifier(Map<String, ?> options) {
        return (AnswerVerifier) Verifiers.standard().get("code-tests", options);
    }

    private static Judgement judge(String reference, String code) throws Exception {
        String response = "Here it is:\n```js\n" + code + "\n```";
        return tests.judge(new Attempt("t", "", reference, response, false, Map.of()), Deadline.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "function f(x) { return x + x } | CORRECT",
                "const f = async x => x + x; print('chatter') | CORRECT",
                "function f(x) { return 4 } | WRONG",
                "function f(x) { return String(x + x) } | WRONG",
                "function f(x { return x + x } | WRONG",
                "function f(x) { return { toJSON: () => 4 } } | WRONG",
                "print(4); throw 0; function f(x) { return x + x } | WRONG",
                "JSON.stringify = x => x; function f(x) { return 4 } | WRONG",
                "function f(x) { while (true) {} } | LIMIT",
            })
    void callsAreCompared(String code, Verdict verdict) throws Exception {
        Judgement judgement = judge(CALLS, code);
        assertThat(judgement.verdict()).as(judgement.detail()).isEqualTo(verdict);
        assertThat(judgement.value()).isEqualTo(verdict == Verdict.CORRECT ? 1 : 0);
    }

    @Test
    void inputIsReadAndStatementsAreReached() throws Exception {
        String sum = "const [a, b] = readline().split(' ').map(Number); print(a + b)";
        assertThat(judge(LINES, sum).verdict()).isEqualTo(Verdict.CORRECT);
        assertThat(judge(LINES, "print(6)").detail()).startsWith("test 1 of 1 gave '6' instead of '5");
        assertThat(judge(STATEMENTS, "function f(x) { return 2 * x }").verdict())
                .isEqualTo(Verdict.CORRECT);
        assertThat(judge(STATEMENTS, "function f(x) { return 3 }").detail())
                .isEqualTo("test 1 of 1 ended with exit code 1: 'Error: f(2) is 3'");
    }

    @Test
    void optionsOfTheProcessSandboxAndTooMuchMemoryAreRefused() {
        assertThatThrownBy(() -> verifier(Map.of("language", "javascript", "sandbox", "none")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("no option 'sandbox'");
        assertThatThrownBy(() -> verifier(Map.of("language", "javascript", "memory_mb", 1 << 20)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("lower memory_mb");
        assertThatThrownBy(() -> verifier(Map.of("language", "java")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("python, javascript");
    }
}
