package dev.rlvr4j.rewards.code;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.AnswerExtraction;
import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Configurable;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Options;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rewards.answers.Fences;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifier {@code code-tests}: 1 where the response's program passes all of the task's tests, run in a sandbox.
 *
 * <p>The code is the last fenced block behind the last {@code </think>}. The tests are the metadata field {@code tests} or the
 * reference: a JSON array of {@code {"input": "…", "output": "…"}} (standard input and output) or {@code {"call": "f(2)",
 * "result": "4"}} (as {@code repr} or {@code JSON.stringify} prints it), each in a run of its own that never sees what is
 * expected; or else statements behind the code, which code that means to cheat can get at. Prefer the former for training.
 *
 * <p>Options: {@code language}: python (default) or javascript; {@code partial} (false): the share of passed tests instead of
 * all or nothing; {@code seconds} (5), {@code memory_mb} (512, JavaScript 64) for each test; {@code max_tests} (20). For Python
 * also {@code sandbox}: bubblewrap (default) or none; {@code processes} (16) for each test; {@code readable}: further folders
 * the code may read.
 */
public final class CodeTests implements AnswerVerifier, Configurable {
    private static final int MAX_CODE = 100_000;
    private static final AnswerExtraction CODE = AnswerExtraction.afterThinking(Fences::last);

    private final Language language;
    private final @Nullable CodeRunner runner;
    private final RunLimits limits;
    private final int maxTests;
    private final boolean partial;

    /** To be configured, which tries the sandbox. */
    public CodeTests() {
        this(Language.PYTHON, null, RunLimits.DEFAULT, 20, false);
    }

    /**
     * Tests in a runner of one's own.
     *
     * @param limits of each test
     * @param maxTests further tests of a task are not run
     * @param partial whether the value is the share of passed tests
     */
    public CodeTests(Language language, @Nullable CodeRunner runner, RunLimits limits, int maxTests, boolean partial) {
        this.language = language;
        this.runner = runner;
        this.limits = limits;
        this.maxTests = maxTests;
        this.partial = partial;
    }

    @Override
    public Verifier configured(Options options) {
        Language chosen = options.choice("language", Language.PYTHON);
        boolean python = chosen == Language.PYTHON;
        Isolation isolation = python ? options.choice("sandbox", Isolation.BUBBLEWRAP) : Isolation.NONE;
        List<String> readable = python ? options.texts("readable", List.of()) : List.of();
        RunLimits usual = chosen.limits();
        RunLimits each = new RunLimits(
                options.seconds("seconds", usual.wall().toSeconds()),
                (long) options.integer("memory_mb", (int) (usual.memoryBytes() >> 20), 16, 1 << 20) << 20,
                python ? options.integer("processes", usual.processes(), 1, 10_000) : usual.processes(),
                usual.fileBytes());
        int most = options.integer("max_tests", maxTests, 1, 10_000);
        boolean share = options.flag("partial", partial);
        options.check(each);
        return new CodeTests(chosen, chosen.open(isolation, readable, each), each, most, share);
    }

    @Override
    public String name() {
        return "code-tests";
    }

    @Override
    public String version() {
        return "code-tests-2/" + language.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Judgement judge(Attempt attempt, Deadline deadline) throws InterruptedException {
        if (runner == null) {
            throw new InputException("code-tests must be configured before it runs code; take it from a recipe, or from"
                    + " Verifiers.get(name, options)");
        }
        Optional<String> unusable = unusable(attempt);
        if (unusable.isPresent()) {
            return Judgement.of(Verdict.GOLD_UNUSABLE, null, unusable.get());
        }
        Optional<String> code = CODE.find(attempt.response());
        if (code.isEmpty()) {
            return Judgement.of(Verdict.NO_ANSWER, null, "the response has no closed block of code");
        }
        if (code.get().length() > MAX_CODE) {
            return Judgement.of(Verdict.LIMIT, null, code.get().length() + " characters of code are too many");
        }
        return test(runner, code.get(), TestCase.read(tests(attempt)), deadline);
    }

    @Override
    public Optional<String> unusable(Attempt task) {
        try {
            return TestCase.read(tests(task)).isEmpty() ? Optional.of("no tests") : Optional.empty();
        } catch (InputException e) {
            return Optional.of("task '" + task.taskId() + "' cannot be tested: " + e.getMessage());
        }
    }

    private static String tests(Attempt attempt) {
        return attempt.metadata().getOrDefault("tests", attempt.reference());
    }

    private Judgement test(CodeRunner runs, String code, List<TestCase> all, Deadline deadline)
            throws InterruptedException {
        List<TestCase> tests = all.subList(0, Math.min(maxTests, all.size()));
        int passed = 0;
        boolean late = false;
        String fault = "";
        for (int i = 0; i < tests.size() && (partial || fault.isEmpty()) && !deadline.passed(); i++) {
            TestCase test = tests.get(i);
            Run run = deadline.run(() -> runs.run(test.program(language, code), limits));
            if (test.passed(run)) {
                passed++;
            } else if (fault.isEmpty()) {
                late = run.end() != Run.End.EXITED;
                fault = "test " + (i + 1) + " of " + tests.size() + " " + fault(test, run);
            }
        }
        if (passed == tests.size()) {
            return Judgement.of(Verdict.CORRECT, code, passed + " tests passed");
        }
        if (fault.isEmpty()) {
            late = true;
            fault = "the time limit of all tests was reached after " + passed + " of " + tests.size();
        }
        double value = partial ? (double) passed / tests.size() : 0;
        return new Judgement(late ? Verdict.LIMIT : Verdict.WRONG, value, code, fault);
    }

    private static String fault(TestCase test, Run run) {
        if (run.end() == Run.End.TIMED_OUT) {
            return "did not end within " + run.millis() + " ms";
        }
        if (run.end() == Run.End.OUT_OF_MEMORY) {
            return "took more memory than allowed";
        }
        if (run.exitCode() != 0) {
            // Both languages indent where it happened, and write what happened at the margin.
            String what = run.errors()
                    .lines()
                    .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                    .reduce("", (before, line) -> line);
            return "ended with exit code " + run.exitCode() + ": " + Verdict.quote(what);
        }
        return "gave " + Verdict.quote(run.output().strip()) + " instead of " + Verdict.quote(test.expected());
    }
}
