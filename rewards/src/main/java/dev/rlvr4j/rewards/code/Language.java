package dev.rlvr4j.rewards.code;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A language that models write programs in, and what runs them. */
public enum Language {
    /**
     * Python 3 without site packages, in a process. Its hashes are the same in every run, so that sets print in one order; that
     * takes an environment variable, which Python's own isolated mode would not read. The sandbox's environment is empty.
     */
    PYTHON("main.py", 512L << 20, List.of("env", "PYTHONHASHSEED=0", "python3", "-s", "-S", "main.py")) {
        @Override
        CodeRunner runner(Isolation isolation, List<String> readable) {
            return isolation == Isolation.NONE ? ProcessRunner.unsandboxed() : ProcessRunner.sandboxed(readable);
        }

        @Override
        String printing(String expression) {
            return "print(repr(" + expression + "))";
        }
    },
    /** JavaScript (ES2023 modules) in QuickJS, with {@code console.log}, {@code print} and {@code readline}, and no host. */
    JAVASCRIPT("main.js", 64L << 20, List.of(QuickJsRunner.COMMAND, "main.js")) {
        @Override
        CodeRunner runner(Isolation isolation, List<String> readable) {
            return new QuickJsRunner();
        }

        @Override
        String printing(String expression) {
            return "print(JSON.stringify(await (" + expression + ")));";
        }
    };

    private static final Duration FIRST = Duration.ofSeconds(60);

    private final String file;
    private final long memoryBytes;
    private final List<String> command;

    Language(String file, long memoryBytes, List<String> command) {
        this.file = file;
        this.memoryBytes = memoryBytes;
        this.command = command;
    }

    /**
     * Opens what runs its programs, and tries it.
     *
     * @param isolation of Python's processes
     * @param readable further folders Python may read
     * @param limits of the runs to come
     * @throws InputException if what it needs is missing or does not work
     */
    public CodeRunner open(Isolation isolation, List<String> readable, RunLimits limits) {
        CodeRunner runner = runner(isolation, readable);
        String name = name().toLowerCase(Locale.ROOT);
        try {
            Run first = runner.run(program("print('ready')", ""), limits.within(FIRST));
            if (!first.output().equals("ready\n")) {
                throw new InputException(name + " does not run here with " + (limits.memoryBytes() >> 20)
                        + " MiB of memory and " + limits.processes() + " processes: "
                        + first.errors().strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RlvrException("interrupted while " + name + " was tried", e);
        }
        return runner;
    }

    abstract CodeRunner runner(Isolation isolation, List<String> readable);

    /** Source that prints a value as text: Python's repr, or JSON. */
    abstract String printing(String expression);

    /** A program of one source text. */
    public Program program(String source, String input) {
        return new Program(command, Map.of(file, source), input);
    }

    /** What a run may use where nothing else is said: {@link RunLimits#DEFAULT}, with 64 MiB for JavaScript. */
    public RunLimits limits() {
        RunLimits all = RunLimits.DEFAULT;
        return new RunLimits(all.wall(), memoryBytes, all.processes(), all.fileBytes());
    }
}
