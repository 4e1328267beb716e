package dev.rlvr4j.experiments.bench;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rewards.Rewards;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rewards.Verifiers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Measures the verifier {@code math} over boxed answers: whole responses through the worker pool that training uses, on all its
 * threads, without the cache of verdicts. Half of the answers are right; half are written as the reference is.
 */
public final class VerifierBench {
    private static final int WARM_UPS = 3;
    private static final long SEED = CounterRandom.key(0x62656e6368L, "verifier");
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String WORK =
            "We write down what is given, name the unknown, and work it out step by step: the sum"
                    + " of the two terms is $a+b$, so that after dividing by $2$ we find what was asked for.\n\n";

    /** Each row: a reference, two ways to write it, and another answer. A {@code #} is a number of one to three digits. */
    private static final String[][] KINDS = {
        {"#", "#", "#.0", "#1"},
        {"#", "#", "x = #", "-#"},
        {"#000", "#000", "#{,}000", "#001"},
        {"\\frac{#}{7}", "\\frac{#}{7}", "\\dfrac{#}{7}", "\\frac{7}{#}"},
        {"#.5", "#.5", "\\frac{#1}{2} - \\frac{#1}{2} + #.5", "#.25"},
        {"#\\sqrt{3}", "#\\sqrt{3}", "\\sqrt{3} \\cdot #", "#\\sqrt{5}"},
        {"\\frac{#\\pi}{4}", "\\frac{#\\pi}{4}", "\\frac{#}{4}\\pi", "\\frac{#\\pi}{3}"},
        {"(#, -2)", "(#, -2)", "\\left(#,-2\\right)", "(-2, #)"},
        {"x^2 + #x - 1", "x^2 + #x - 1", "#x + x^2 - 1", "x^2 - #x - 1"},
        {"(x+#)^2", "(x+#)^2", "x^2 + 2 \\cdot # x + (#)^2", "(x-#)^2"},
        {"[#, \\infty)", "[#, \\infty)", "\\left[#, \\infty\\right)", "(#, \\infty)"},
        {"#\\%", "#\\%", "#", "1#\\%"},
    };

    private VerifierBench() {}

    /**
     * Runs it.
     *
     * @param checks responses judged in a round
     * @param rounds measured rounds, after some that warm up
     */
    public static VerifierRate run(int checks, int rounds) {
        Watched verifier = new Watched((AnswerVerifier) Verifiers.standard().get("math"), checks);
        List<Attempt> attempts = attempts(checks);
        int threads = Math.min(8, Runtime.getRuntime().availableProcessors());
        Vertx vertx = Vertx.vertx();
        try {
            Reward reward = Rewards.async(verifier, vertx, Rewards.Limits.of(LIMIT, threads));
            double[] rates = new double[rounds];
            for (int round = -WARM_UPS; round < rounds; round++) {
                verifier.begin();
                long start = System.nanoTime();
                List<Future<Score>> scores = new ArrayList<>(checks);
                attempts.forEach(attempt -> scores.add(reward.score(attempt)));
                scores.forEach(
                        score -> score.toCompletionStage().toCompletableFuture().join());
                rates[Math.max(round, 0)] = checks / ((System.nanoTime() - start) * 1e-9);
            }
            Arrays.sort(rates);
            long[] nanos = verifier.sorted();
            return new VerifierRate(
                    "math",
                    verifier.inner.version(),
                    threads,
                    rates[rounds / 2],
                    nanos[checks / 2] * 1e-3,
                    nanos[checks - 1] * 1e-6,
                    (double) verifier.correct.get() / checks);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static List<Attempt> attempts(int checks) {
        List<Attempt> attempts = new ArrayList<>(checks);
        for (int i = 0; i < checks; i++) {
            String[] kind = KINDS[CounterRandom.below(SEED, 3L * i, KINDS.length)];
            String number = String.valueOf(2 + CounterRandom.below(SEED, 3L * i + 1, 997));
            int way = CounterRandom.below(SEED, 3L * i + 2, 4);
            String answer = kind[way < 2 ? 3 : way - 1].replace("#", number);
            String response = WORK + "The answer is $\\boxed{" + answer + "}$.";
            attempts.add(new Attempt(String.valueOf(i), "", kind[0].replace("#", number), response, false, Map.of()));
        }
        return attempts;
    }

    /** Notes the time of each check of a round, and how many answers were right. */
    private static final class Watched implements Verifier {
        private final AnswerVerifier inner;
        private final AtomicLongArray nanos;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger correct = new AtomicInteger();

        Watched(AnswerVerifier inner, int checks) {
            this.inner = inner;
            this.nanos = new AtomicLongArray(checks);
        }

        void begin() {
            next.set(0);
            correct.set(0);
        }

        long[] sorted() {
            long[] all = new long[nanos.length()];
            for (int i = 0; i < all.length; i++) {
                all[i] = nanos.get(i);
            }
            Arrays.sort(all);
            return all;
        }

        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public Score verify(Attempt attempt) throws Exception {
            long start = System.nanoTime();
            Judgement judgement = inner.judge(attempt, Deadline.current());
            nanos.set(next.getAndIncrement(), System.nanoTime() - start);
            correct.addAndGet(judgement.value() >= 1 ? 1 : 0);
            return judgement.scoreOfUsable();
        }
    }
}
