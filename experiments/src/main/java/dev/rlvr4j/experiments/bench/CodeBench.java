package dev.rlvr4j.experiments.bench;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.rewards.code.CodeRunner;
import dev.rlvr4j.rewards.code.Isolation;
import dev.rlvr4j.rewards.code.Language;
import dev.rlvr4j.rewards.code.Run;
import dev.rlvr4j.rewards.code.RunLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How many small programs run per second, each from nothing, in the sandbox of their language: one at a time on each core. */
public final class CodeBench {
    private CodeBench() {}

    /** Measures each language for so long, after as long to warm up. */
    public static List<CodeBenchResult> run(Duration time) {
        List<CodeBenchResult> results = new ArrayList<>();
        for (Language language : Language.values()) {
            results.add(measure(language, time));
        }
        return results;
    }

    private static CodeBenchResult measure(Language language, Duration time) {
        int beside = Runtime.getRuntime().availableProcessors();
        CodeRunner runner;
        try {
            runner = language.open(Isolation.BUBBLEWRAP, List.of(), language.limits());
        } catch (InputException e) {
            return new CodeBenchResult(language, beside, 0, 0, String.valueOf(e.getMessage()));
        }
        ExecutorService threads = Executors.newFixedThreadPool(beside);
        try {
            measure(language, runner, threads, beside, time);
            return measure(language, runner, threads, beside, time);
        } finally {
            threads.shutdownNow();
        }
    }

    private static CodeBenchResult measure(
            Language language, CodeRunner runner, ExecutorService threads, int beside, Duration time) {
        long start = System.nanoTime();
        List<Future<List<Long>>> parts = new ArrayList<>();
        for (int i = 0; i < beside; i++) {
            parts.add(threads.submit(() -> runs(language, runner, start + time.toNanos())));
        }
        List<Long> nanos = new ArrayList<>();
        try {
            for (Future<List<Long>> part : parts) {
                nanos.addAll(part.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RlvrException("interrupted while code was measured", e);
        } catch (ExecutionException e) {
            throw new RlvrException("code could not be measured: " + e.getCause(), e);
        }
        double seconds = (System.nanoTime() - start) * 1e-9;
        nanos.sort(null);
        return new CodeBenchResult(language, beside, nanos.size() / seconds, nanos.get(nanos.size() / 2) * 1e-6, "");
    }

    /** Nanoseconds of each run until a time; at least one. */
    private static List<Long> runs(Language language, CodeRunner runner, long until) throws InterruptedException {
        List<Long> nanos = new ArrayList<>();
        RunLimits limits = language.limits();
        do {
            long start = System.nanoTime();
            Run run = runner.run(language.program("print(40 + 2)", ""), limits);
            nanos.add(System.nanoTime() - start);
            if (!run.output().equals("42\n")) {
                throw new RlvrException("a measured program printed '" + run.output() + "': " + run.errors());
            }
        } while (System.nanoTime() < until);
        return nanos;
    }
}
