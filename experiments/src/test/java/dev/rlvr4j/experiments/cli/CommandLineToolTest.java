package dev.rlvr4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.experiments.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class CommandLineToolTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.execute(new PrintWriter(out), new PrintWriter(err), args);
    }

    @Test
    void versionGoesToStandardOutput() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("rlvr4j ");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void everyCommandExplainsItself() {
        for (String command : new String[] {"train", "eval", "sample", "score", "loss", "pretrain", "collect", "sft"}) {
            assertThat(run(command, "--help")).isZero();
            assertThat(out.toString()).contains("Usage: rlvr " + command);
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void badUsageIsOneSentenceAndAWayOut() {
        assertThat(run("train", "--nope")).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("rlvr: Unknown option: '--nope'", "Try 'rlvr train --help'.");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anUnknownCommandProposesTheNearest() {
        assertThat(run("trian")).isEqualTo(2);
        assertThat(err.toString()).contains("rlvr train");
    }

    @Test
    void noCommandIsBadUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("say which command to run");
    }

    @Test
    void badInputIsOneSentenceWithoutATrace() {
        assertThat(run("train", "--dry-run", "--set", "training.stepz=3")).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1).first().asString().startsWith("rlvr: unknown setting");
    }

    @Test
    void verboseShowsTheTrace() {
        assertThat(run("train", "--dry-run", "--set", "training.stepz=3", "--verbose"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("\tat dev.rlvr4j");
    }

    @Test
    void aDryRunPrintsTheResolvedRecipe() {
        assertThat(run("train", "--dry-run", "--seed", "7", "--model", "some/dir", "--data", "tasks.jsonl"))
                .isZero();
        assertThat(out.toString())
                .startsWith("seed: 7\n")
                .contains("path: some/dir\n")
                .contains("type: jsonl\n")
                .contains("path: tasks.jsonl\n");
        assertThat(err.toString()).isEmpty();
    }
}
