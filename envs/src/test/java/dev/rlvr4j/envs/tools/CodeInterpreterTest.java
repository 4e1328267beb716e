package dev.rlvr4j.envs.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.rewards.code.Isolation;
import dev.rlvr4j.rewards.code.Language;
import dev.rlvr4j.rewards.code.Run;
import dev.rlvr4j.rewards.code.RunLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeInterpreterTest {
    /** Answers every program with one way to end. */
    private static Toolbox ending(Run run) {
        return new Toolbox(new CodeInterpreter(Language.PYTHON, (program, limits) -> run, RunLimits.DEFAULT));
    }

    private static ToolAnswer answer(Run run) throws Exception {
        return ending(run).answer(call("python", "x"));
    }

    private static ToolCall call(String tool, String code) {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode().put(CodeInterpreter.PARAMETER, code);
        return new ToolCall.Named(tool, arguments);
    }

    @Test
    void answersWhatIsPrinted() throws Exception {
        assertThat(answer(new Run(Run.End.EXITED, 0, "hi!\n\n", "", 1))).isEqualTo(new ToolAnswer("hi!", false));
        assertThat(answer(new Run(Run.End.EXITED, 0, "", "warning\n", 1))).isEqualTo(new ToolAnswer("warning", false));
        assertThat(answer(new Run(Run.End.EXITED, 0, "", "", 1))).isEqualTo(new ToolAnswer("(no output)", false));
    }

    @Test
    void saysWhyAProgramFailed() throws Exception {
        assertThat(answer(new Run(Run.End.EXITED, 3, "1\n", "Traceback\nError: x\n", 1)))
                .isEqualTo(new ToolAnswer("1\nTraceback\nError: x\nexit code 3", true));
        assertThat(answer(new Run(Run.End.TIMED_OUT, 137, "1\n", "", 1)))
                .isEqualTo(new ToolAnswer("1\nstopped: it took more than 5.0 s", true));
        assertThat(answer(new Run(Run.End.OUT_OF_MEMORY, 137, "", "", 1)))
                .isEqualTo(new ToolAnswer("stopped: it took more than 512 MiB of memory", true));
    }

    @Test
    void keepsTheStartOfTheOutputAndTheEndOfTheErrors() throws Exception {
        String text = answer(new Run(Run.End.EXITED, 1, "a" + "o".repeat(9999), "e".repeat(9999) + "KeyError: 1", 1))
                .text();
        assertThat(text).startsWith("aooo").contains("… (6000 more)\n(").endsWith("eKeyError: 1\nexit code 1");
        assertThat(text).hasSizeLessThan(6100);
    }

    @Test
    void programsThatAreEmptyOrTooLongAreErrors() throws Exception {
        Toolbox box = ending(new Run(Run.End.EXITED, 0, "", "", 1));
        assertThat(box.answer(call("python", "")).error()).isTrue();
        assertThat(box.answer(call("python", "x".repeat(20_001))).error()).isTrue();
    }

    @Test
    void aBrokenSandboxIsNoAnswer() {
        Toolbox broken = new Toolbox(new CodeInterpreter(
                Language.PYTHON,
                (program, limits) -> {
                    throw new IllegalStateException("no sandbox");
                },
                RunLimits.DEFAULT));
        assertThatThrownBy(() -> broken.answer(call("python", "x"))).hasMessage("no sandbox");
    }

    @Test
    void runsTheSandboxOfCodeRewards() throws Exception {
        RunLimits limits = Language.JAVASCRIPT.limits();
        Toolbox box = new Toolbox(new CodeInterpreter(
                Language.JAVASCRIPT, Language.JAVASCRIPT.open(Isolation.BUBBLEWRAP, List.of(), limits), limits));
        assertThat(box.answer(call("javascript", "let s = 0; for (let i = 1; i <= 100; i++) s += i * i; print(s)")))
                .isEqualTo(new ToolAnswer("338350", false));
        assertThat(box.answer(call("javascript", "print(1); null.x")).text())
                .startsWith("1\nError: ")
                .endsWith("exit code 1");
    }
}
