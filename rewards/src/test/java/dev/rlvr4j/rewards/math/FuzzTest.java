package dev.rlvr4j.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Verdict;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Seeded mutations of answers: no exception, no lag behind the deadline, and nothing accepted whose value differs in an
 * evaluation of the test's own. {@code main} runs more of them than the test does (see CONTRIBUTING.md).
 */
class FuzzTest {
    private static final long SEED = 20260117;
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final String[] PIECES = {
        "\\frac",
        "{",
        "}",
        "(",
        ")",
        "^",
        "_",
        "\\sqrt",
        "+",
        "-",
        "\\pm",
        ",",
        "1",
        "9",
        "0.",
        "x",
        "e",
        "i",
        "\\pi",
        "|",
        "!",
        "%",
        "\\text{",
        "\\left",
        "\\right",
        "\\begin{pmatrix}",
        "\\\\",
        "&",
        "\\end{pmatrix}",
        "\\infty",
        "=",
        "<",
        "\\cup",
        "[",
        "]",
        "\\{",
        "\\}",
        "/",
        "\\cdot",
        "\\ln",
        "\\sin",
        "\\binom",
        "'",
        " or ",
        " and ",
        "cm",
        "\\circ",
        "\\sum_",
        "$",
        "\\",
        "~",
        ":",
        ";",
        ".",
        "999999999",
        "\\overline",
        "\\mathbb",
        "\\log_",
        "\u2212",
        "\uff11",
        "\u4e2d",
        "\u0661",
        "\u200b"
    };
    /** Characters and pieces an expression may gain without becoming something else than an expression. */
    private static final String[] SMALL = {
        "0",
        "1",
        "2",
        "5",
        "7",
        "9",
        "+",
        "-",
        "*",
        "/",
        "^2",
        "^{3}",
        "x",
        "y",
        "(",
        ")",
        "{",
        "}",
        ".",
        " ",
        "\\cdot ",
        "\\pi ",
        "\\frac{1}{2}",
        "e",
        "\\sqrt{2}",
        "%",
        "!",
        ",",
        "|",
        "_2",
        "i",
        "="
    };

    private static final MathMatch MATH = new MathMatch();

    @Test
    void neitherFailsNorLagsNorAcceptsWhatIsUnequal() throws Exception {
        Report report = run(SEED, Integer.getInteger("rlvr4j.fuzz.items", 24_000), 1);
        assertThat(report.problems).isEmpty();
        assertThat(report.accepted).isGreaterThan(report.items / 10);
        assertThat(report.rejected).isGreaterThan(report.items / 10);
        assertThat(report.evaluated).isGreaterThan(report.items / 100);
    }

    @Test
    void theTestsOwnEvaluatorTellsValuesApart() {
        assertThat(Evaluated.values("2+3x^2")[0]).isEqualTo(2 + 3 * Known.X[0] * Known.X[0]);
        assertThat(Evaluated.values("-\\frac{1}{2}(x-y)/2")[1])
                .isCloseTo(-(Known.X[1] - Known.Y[1]) / 4, within(1e-15));
        assertThat(Evaluated.values("\\sqrt{2}\\cdot\\sin(\\pi)+\\ln{\\left(e \\right)}")[2])
                .isCloseTo(1, within(1e-15));
        assertThat(Evaluated.values("2--3")[0]).isEqualTo(5);
        assertThatThrownBy(() -> Evaluated.values("2 3")).isInstanceOf(Evaluated.Unknown.class);
        assertThatThrownBy(() -> Evaluated.values("2\\frac{1}{3}")).isInstanceOf(Evaluated.Unknown.class);
    }

    /** {@code FuzzTest [items [seed [threads]]]}. The items are the same however many threads share them. */
    public static void main(String[] arguments) throws Exception {
        int items = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : SEED;
        int threads = arguments.length > 2
                ? Integer.parseInt(arguments[2])
                : Runtime.getRuntime().availableProcessors();
        long start = System.nanoTime();
        Report report = run(seed, items, threads);
        System.out.printf(
                "%d items, %d accepted (mutated ones: %d evaluated, %d beyond the evaluator), %d refused, %d missed,"
                        + " slowest %.1f ms of CPU against a deadline of %d ms, %.0f s%n",
                report.items,
                report.accepted,
                report.evaluated,
                report.unread,
                report.rejected,
                report.missed,
                report.slowest / 1e6,
                LIMIT.toMillis(),
                (System.nanoTime() - start) / 1e9);
        report.problems.forEach(System.out::println);
        report.misses.forEach(miss -> System.out.println("missed: " + miss));
        if (!report.problems.isEmpty()) {
            System.exit(1);
        }
    }

    private static final class Report {
        private final List<String> problems = new ArrayList<>();
        private final List<String> misses = new ArrayList<>();
        private int items;
        private int accepted;
        private int rejected;
        private int missed;
        private int evaluated;
        private int unread;
        private long slowest;

        void add(Report other) {
            problems.addAll(other.problems);
            misses.addAll(other.misses);
            items += other.items;
            accepted += other.accepted;
            rejected += other.rejected;
            missed += other.missed;
            evaluated += other.evaluated;
            unread += other.unread;
            slowest = Math.max(slowest, other.slowest);
        }
    }

    private static Report run(long seed, int items, int threads) throws Exception {
        List<String> golds = golds();
        List<CompletableFuture<Report>> parts = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int first = t;
            parts.add(CompletableFuture.supplyAsync(
                    () -> part(seed, first, items, threads, golds), task -> new Thread(task).start()));
        }
        Report report = new Report();
        for (CompletableFuture<Report> part : parts) {
            report.add(part.get());
        }
        return report;
    }

    private static Report part(long seed, int first, int items, int step, List<String> golds) {
        Report report = new Report();
        for (int i = first; i < items && report.problems.size() < 20; i += step) {
            Known random = new Known(CounterRandom.key(CounterRandom.key(seed, "fuzz"), i));
            switch (i % 3) {
                case 0 -> hostile(random, golds, report);
                case 1 -> known(random, report);
                default -> edited(random, report);
            }
        }
        return report;
    }

    /** An expression of known value with a few characters changed: accepted only if our own evaluation agrees. */
    private static void edited(Known random, Report report) {
        Known.Expression gold = random.written(random.shape(1 + random.below(3), random.below(2) == 0));
        if (!gold.isFinite()) {
            return;
        }
        StringBuilder text = new StringBuilder(gold.text());
        for (int edits = 1 + random.below(3); edits > 0; edits--) {
            int at = random.below(text.length() + 1);
            String piece = SMALL[random.below(SMALL.length)];
            switch (random.below(3)) {
                case 0 -> text.insert(at, piece);
                case 1 -> text.delete(at, Math.min(text.length(), at + 1));
                default -> text.replace(at, Math.min(text.length(), at + 1), piece);
            }
        }
        Judgement judgement = judge(gold.text(), text.toString(), report);
        if (judgement == null) {
            return;
        }
        boolean correct = judgement.verdict() == Verdict.CORRECT;
        report.accepted += correct ? 1 : 0;
        report.rejected += correct ? 0 : 1;
        if (correct) {
            try {
                double[] values = Evaluated.values(text.toString());
                report.evaluated++;
                if (gold.differs(new Known.Expression(text.toString(), values, 0))) {
                    report.problems.add("accepted though unequal: " + gold.text() + " | " + text + " " + judgement);
                }
            } catch (Evaluated.Unknown e) {
                // Beyond what the test's evaluator reads: nothing is claimed of it.
                report.unread++;
            }
        }
    }

    /** Two expressions of known values, the second the same or changed: accepted only if the values agree. */
    private static void known(Known random, Report report) {
        boolean unknowns = random.below(2) == 0;
        Known.Shape shape = random.shape(1 + random.below(3), unknowns);
        Known.Shape other = random.below(2) == 0 ? shape : random.mutated(shape);
        Known.Expression gold = random.written(shape);
        Known.Expression answer = random.written(other);
        if (!gold.isFinite() || !answer.isFinite()) {
            return;
        }
        Judgement judgement = judge(gold.text(), answer.text(), report);
        if (judgement == null) {
            return;
        }
        boolean correct = judgement.verdict() == Verdict.CORRECT;
        if (correct && gold.differs(answer)) {
            report.problems.add("accepted though unequal: " + gold.text() + " | " + answer.text() + " " + judgement);
        }
        if (!correct && other == shape) {
            report.missed++;
            if (report.misses.size() < 40) {
                report.misses.add(gold.text() + " | " + answer.text() + " " + judgement);
            }
        }
        report.accepted += correct ? 1 : 0;
        report.rejected += correct ? 0 : 1;
    }

    /** An answer of the test cases with pieces put in, taken out, doubled or swapped. */
    private static void hostile(Known random, List<String> golds, Report report) {
        String gold = golds.get(random.below(golds.size()));
        StringBuilder text = new StringBuilder(golds.get(random.below(golds.size())));
        for (int edits = 1 + random.below(12); edits > 0; edits--) {
            int at = random.below(text.length() + 1);
            int length = Math.min(random.below(8), text.length() - at);
            switch (random.below(4)) {
                case 0 -> text.insert(at, PIECES[random.below(PIECES.length)]);
                case 1 -> text.delete(at, at + length);
                case 2 -> text.insert(at, text.substring(at, at + length).repeat(1 + random.below(30)));
                default -> text.insert(at, PIECES[random.below(PIECES.length)].repeat(1 + random.below(60)));
            }
        }
        judge(gold, text.toString(), report);
    }

    private static Judgement judge(String gold, String answer, Report report) {
        report.items++;
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        Attempt attempt = new Attempt("t", "", gold, "\\boxed{" + answer + "}", false, Map.of());
        try {
            Judgement judgement = MATH.judge(attempt, Deadline.in(LIMIT));
            long spent = threads.getCurrentThreadCpuTime() - start;
            report.slowest = Math.max(report.slowest, spent);
            if (spent > LIMIT.plusMillis(50).toNanos() && report.items > 2_000) {
                report.problems.add("took " + spent / 1_000_000 + " ms: " + gold + " | " + answer);
            }
            return judgement;
        } catch (RuntimeException | StackOverflowError e) {
            report.problems.add("threw " + e + ": " + gold + " | " + answer);
            return null;
        }
    }

    private static List<String> golds() throws IOException {
        List<String> golds = new ArrayList<>();
        MathCasesTest.lines("math_cases.jsonl").forEach(each -> {
            golds.add(each.getString("gold"));
            String pred = each.getString("pred");
            if (pred.length() < 200) {
                golds.add(pred);
            }
        });
        MathCasesTest.lines("adversarial.jsonl").forEach(each -> {
            String response = each.getString("response");
            golds.add(each.getString("gold"));
            golds.add(response.substring(0, Math.min(200, response.length())));
        });
        return golds;
    }
}
