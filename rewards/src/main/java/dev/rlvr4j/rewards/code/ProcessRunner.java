package dev.rlvr4j.rewards.code;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs as processes: behind bubblewrap, with prlimit's limits for memory, processes, files and CPU time. Linux only.
 *
 * <p>The kernel holds each process to the memory limit. The resident memory of all of them together is looked at every 20 ms, and
 * a program beyond the limit is killed; what its processes can take in between is bounded only by memory times processes. Pages
 * that processes share count for each.
 *
 * <p>Standard input, output and errors are files in a temporary folder, so that the kernel bounds what a program prints.
 */
public final class ProcessRunner implements CodeRunner {
    private static final Duration PROBE = Duration.ofSeconds(20);
    private static final long LOOK_NANOS = 20_000_000;

    private final Sandbox sandbox;

    private ProcessRunner(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /**
     * A runner behind bubblewrap. It tries the sandbox first: that a program runs in it, and that it cannot start more processes
     * than allowed.
     *
     * @param readable further folders programs may read, e.g. of an interpreter outside /usr
     * @throws InputException if bubblewrap or prlimit is missing, or does not work here
     */
    public static ProcessRunner sandboxed(List<String> readable) {
        return sandboxed(Tools.ofThisMachine(), readable);
    }

    static ProcessRunner sandboxed(Tools tools, List<String> readable) {
        ProcessRunner runner = new ProcessRunner(Sandbox.bubblewrap(tools, readable));
        RunLimits limits = new RunLimits(PROBE, 512L << 20, 8, 1 << 16);
        try {
            Run plain = runner.run(shell("echo ready"), limits);
            if (!plain.output().equals("ready\n")) {
                throw new SandboxFailure(plain.errors().strip());
            }
            // Not a fork bomb: at most 16 short sleeps, of which a working limit stops half.
            Run forks = runner.run(
                    shell("i=0; while [ $i -lt 16 ]; do sleep 0.2 & i=$((i+1)); done; wait; echo all"), limits);
            if (forks.output().contains("all")) {
                throw new SandboxFailure("the number of processes cannot be limited");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RlvrException("interrupted while the sandbox was tried", e);
        } catch (SandboxFailure e) {
            throw new InputException(
                    "bubblewrap does not work here: " + e.getMessage()
                            + "; code runs unsandboxed only if told so with the option sandbox: none",
                    e);
        }
        return runner;
    }

    /** A runner without a sandbox: programs can read, write and send what this program can. Only for code you trust. */
    public static ProcessRunner unsandboxed() {
        return new ProcessRunner(Sandbox.none(Tools.ofThisMachine()));
    }

    @Override
    public Run run(Program program, RunLimits limits) throws InterruptedException {
        Path root = null;
        try {
            root = Files.createTempDirectory("rlvr-code-");
            return run(program, limits, root);
        } catch (IOException e) {
            throw new RlvrException("code cannot be run in " + System.getProperty("java.io.tmpdir") + ": " + e, e);
        } finally {
            delete(root);
        }
    }

    private Run run(Program program, RunLimits limits, Path root) throws IOException, InterruptedException {
        Path folder = Files.createDirectory(root.resolve("work"));
        for (Map.Entry<String, String> file : program.files().entrySet()) {
            Path path = Files.writeString(folder.resolve(file.getKey()), file.getValue());
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        }
        for (Path each : List.of(root, folder)) { // the program runs as another user
            Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Path in = Files.writeString(root.resolve("in"), program.input());
        Path out = root.resolve("out");
        Path err = root.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(sandbox.command(program, limits, root, folder))
                .directory(folder.toFile())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().retainAll(List.of("PATH"));
        Duration wall = limits.left();
        long start = System.nanoTime();
        Process process = builder.start();
        Run.End end = Run.End.TIMED_OUT;
        try {
            end = await(process, start + wall.toNanos(), limits.memoryBytes());
        } finally {
            kill(process);
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        int exitCode = process.waitFor();
        String errors = read(err, limits.fileBytes());
        if (end == Run.End.EXITED && !sandbox.worked(root)) {
            // Not the program's fault, so it must not look like one.
            throw new SandboxFailure("the sandbox failed with exit code " + exitCode + ": " + errors.strip());
        }
        return new Run(end, exitCode, read(out, limits.fileBytes()), errors, millis);
    }

    private static Run.End await(Process process, long until, long memoryBytes) throws InterruptedException {
        while (true) {
            long left = until - System.nanoTime();
            if (process.waitFor(Math.min(left, LOOK_NANOS), TimeUnit.NANOSECONDS)) {
                return Run.End.EXITED;
            }
            if (left <= LOOK_NANOS) {
                return Run.End.TIMED_OUT;
            }
            if (ResidentMemory.bytes(process) > memoryBytes) {
                return Run.End.OUT_OF_MEMORY;
            }
        }
    }

    /** Bubblewrap takes its whole process name space with it; without it the descendants are killed one by one. */
    private void kill(Process process) {
        if (!sandbox.isolates()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly();
    }

    private static Program shell(String script) {
        return new Program(List.of("sh", "-c", script), Map.of(), "");
    }

    private static final class SandboxFailure extends RlvrException {
        private static final long serialVersionUID = 1L;

        SandboxFailure(String message) {
            super(message);
        }
    }

    private static String read(Path file, long most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, most)), StandardCharsets.UTF_8);
        }
    }

    private static void delete(@Nullable Path root) {
        if (root == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder of a run cannot be removed: " + root, e);
        }
    }
}
