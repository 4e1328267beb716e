package dev.rlvr4j.rewards.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rlvr4j.core.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the sandbox is missing or does not work, nothing runs; needs no bubblewrap. */
@Timeout(120)
class RefusalTest {
    @TempDir
    private Path folder;

    /** A bubblewrap that is this script, and the machine's other tools. */
    private Tools with(String script) throws IOException {
        assumeTrue(Tools.ofThisMachine().find("prlimit").isPresent(), "this is not Linux");
        Path bwrap = Files.writeString(folder.resolve("bwrap"), "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(bwrap, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Tools(folder + ":" + Tools.ofThisMachine().path());
    }

    @Test
    void withoutBubblewrapNothingRuns() {
        assertThatThrownBy(() -> ProcessRunner.sandboxed(new Tools(folder.toString()), List.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("there is no bwrap")
                .hasMessageContaining("apt-get install bubblewrap")
                .hasMessageContaining("sandbox: none");
    }

    @Test
    void aBubblewrapThatMakesNoNameSpacesIsRefused() throws Exception {
        Tools tools = with("echo 'No permissions to create a new namespace' >&2; exit 1\n");
        assertThatThrownBy(() -> ProcessRunner.sandboxed(tools, List.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("No permissions to create a new namespace")
                .hasMessageContaining("sandbox: none");
    }

    @Test
    void aSandboxThatDoesNotLimitProcessesIsRefused() throws Exception {
        Tools tools = with("""
                while [ "$1" != prlimit ]; do shift; done
                while [ "$1" != -- ]; do shift; done
                shift; "$@"; code=$?; echo "{ \\"exit-code\\": $code }" >&8; exit $code
                """);
        assertThatThrownBy(() -> ProcessRunner.sandboxed(tools, List.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the number of processes cannot be limited");
    }

    @Test
    void programsRunUnsandboxedWhereToldSo() throws Exception {
        Program program = new Program(List.of("sh", "-c", "cat; cat own.txt"), Map.of("own.txt", "file"), "input ");
        Run run = ProcessRunner.unsandboxed().run(program, RunLimits.DEFAULT);
        assertThat(run.output()).isEqualTo("input file");
        assertThat(run.succeeded()).isTrue();
    }

    @Test
    void aLanguageThatDoesNotRunHereIsRefusedBeforeTheRun() {
        assumeTrue(Tools.ofThisMachine().find("prlimit").isPresent(), "this is not Linux");
        RunLimits tiny = new RunLimits(RunLimits.DEFAULT.wall(), 1 << 20, 16, 1 << 20);
        assertThatThrownBy(() -> Language.PYTHON.open(Isolation.NONE, List.of(), tiny))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("python does not run here with 1 MiB of memory");
    }
}
