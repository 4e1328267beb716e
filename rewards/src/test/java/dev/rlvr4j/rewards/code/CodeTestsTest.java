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
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class CodeTestsTest {
    private static final String CALLS =
            "[{\"call\": \"f(2)\", \"result\": \"4\"}, {\"call\": \"f([1, 2])\", \"result\": \"[1, 2, 1, 2]\"}]";
    private static final String LINES =
            "[{\"input\": \"2 3\\n\", \"output\": \"5\\n\"}, {\"input\": \"10 -4\\n\", \"output\": \"6\"}]";
    private static final String STATEMENTS = "assert f(2) == 4\nassert f(3) == 6";

    private static AnswerVerifier tests = new CodeTests();

    @BeforeAll
    static void open() throws Exception {
        Bubblewrap.assumeWorks();
        tests = (AnswerVerifier) Verifiers.standard().get("code-tests", Map.of("seconds", 3));
    }

    private static Judgement judge(AnswerVerifier verifier, String reference, String code) throws Exception {
        String response = "<think>```\nno\n```</think>So:\n```python\n" + code.replace(';', '\n') + "\n```\nDone.";
        return verifier.judge(new Attempt("t", "", reference, response, false, Map.of()), Deadline.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "def f(x): return x + x | CORRECT",
                "def f(x): return 2 * x;print('chatter') | CORRECT",
                "def f(x): return 4 | WRONG",
                "def f(x): return x / 0 | WRONG",
                "def g(x): return x + x | WRONG",
                "def f(x) return | WRONG",
                "print(4);import os;os._exit(0) | WRONG",
                "import sys;sys.exit(0) | WRONG",
                "def f(x): return x + x;raise SystemExit | WRONG",
                "class E:;  def __eq__(s, o): return True;def f(x): return E() | WRONG",
                "class E:;  def __repr__(s): return '4';def f(x): return E() | WRONG",
            })
    void callsAreComparedOutsideTheSandbox(String code, Verdict verdict) throws Exception {
        Judgement judgement = judge(tests, CALLS, code);
        assertThat(judgement.verdict()).as(judgement.detail()).isEqualTo(verdict);
        assertThat(judgement.value()).isEqualTo(verdict == Verdict.CORRECT ? 1 : 0);
    }

    @Test
    void programsAreComparedByWhatTheyPrint() throws Exception {
        assertThat(judge(tests, LINES, "a, b = map(int, input().split());print(a + b, '')")
                        .verdict())
                .isEqualTo(Verdict.CORRECT);
        Judgement wrong = judge(tests, LINES, "print(5)");
        assertThat(wrong.verdict()).isEqualTo(Verdict.WRONG);
        assertThat(wrong.detail()).isEqualTo("test 2 of 2 gave '5' instead of '6'");
        assertThat(wrong.extracted()).isEqualTo("print(5)");
    }

    @Test
    void statementsMustBeReached() throws Exception {
        assertThat(judge(tests, STATEMENTS, "def f(x): return x + x").verdict()).isEqualTo(Verdict.CORRECT);
        assertThat(judge(tests, STATEMENTS, "def f(x): return 4").detail())
                .isEqualTo("test 1 of 1 ended with exit code 1: 'AssertionError'");
        assertThat(judge(tests, STATEMENTS, "import sys;sys.exit(0)").verdict()).isEqualTo(Verdict.WRONG);
    }

    @Test
    void slowCodeIsALimit() throws Exception {
        AnswerVerifier brief = (AnswerVerifier) Verifiers.standard().get("code-tests", Map.of("seconds", 0.3));
        Judgement judgement = judge(brief, CALLS, "def f(x):;  while True: pass");
        assertThat(judgement.verdict()).isEqualTo(Verdict.LIMIT);
        assertThat(judgement.detail()).contains("test 1 of 2 did not end within");
        assertThat(tests.judge(
                                new Attempt("t", "", CALLS, "```\ndef f(x): return x+x\n```", false, Map.of()),
                                Deadline.in(Duration.ofNanos(1)))
                        .verdict())
                .isEqualTo(Verdict.LIMIT);
    }

    @Test
    void thePassedShareIsAnOption() throws Exception {
        AnswerVerifier share = (AnswerVerifier) Verifiers.standard().get("code-tests", Map.of("partial", true));
        Judgement judgement = judge(share, CALLS, "def f(x): return 4");
        assertThat(judgement.value()).isEqualTo(0.5);
        assertThat(judgement.verdict()).isEqualTo(Verdict.WRONG);
    }

    @Test
    void noCodeIsNoAnswerAndBadTestsAreUnusable() throws Exception {
        assertThat(tests.judge(new Attempt("t", "", CALLS, "```python\nx", false, Map.of()), Deadline.NONE)
                        .verdict())
                .isEqualTo(Verdict.NO_ANSWER);
        for (String bad : new String[] {"", "[]", "[{\"call\": \"f()\"}]", "[{"}) {
            assertThat(judge(tests, bad, "x = 1").verdict()).isEqualTo(Verdict.GOLD_UNUSABLE);
        }
        Attempt field = new Attempt("t", "", "", "```\nprint(1)\n```", false, Map.of("tests", "pass"));
        assertThat(tests.judge(field, Deadline.NONE).verdict()).isEqualTo(Verdict.CORRECT);
    }

    @Test
    void nothingRunsBeforeItIsConfigured() {
        Attempt attempt = new Attempt("t", "", CALLS, "```\nx\n```", false, Map.of());
        assertThatThrownBy(() -> new CodeTests().judge(attempt, Deadline.NONE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("must be configured");
    }
}
