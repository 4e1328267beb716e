package dev.rlvr4j.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;

/** Seeded mutations of answers. {@code main} with a count and a seed runs more of them than the test does. */
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
    private static final MathMatch MATH = new MathMatch();

    @Test
    void neitherFailsNorLagsNorAcceptsWhatIsUnequal() throws IOException {
        Report report = run(SEED, Integer.getInteger("rlvr4j.fuzz.items", 12_000));
        assertThat(report.problems).isEmpty();
        assertThat(report.accepted).isGreaterThan(report.items / 10);
        assertThat(report.rejected).isGreaterThan(report.items / 10);
    }

    /** {@code FuzzTest [items [seed]]}. */
    public static void main(String[] arguments) throws IOException {
        int items = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        long start = System.nanoTime();
        Report report = run(arguments.length > 1 ? Long.parseLong(arguments[1]) : SEED, items);
        System.out.printf(
                "%d items, %d accepted, %d refused, %d missed, slowest %.1f ms of CPU, %.0f s%n",
                report.items,
                report.accepted,
                report.rejected,
                report.missed,
                report.slowest / 1e6,
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
        private long slowest;
    }

    private static Report run(long seed, int items) throws IOException {
        List<String> golds = golds();
        Report report = new Report();
        for (int i = 0; i < items && report.problems.size() < 20; i++) {
            Known random = new Known(CounterRandom.key(CounterRandom.key(seed, "fuzz"), i));
            if (i % 3 == 0) {
                hostile(random, golds, report);
            } else {
                known(random, report);
            }
        }
        return report;
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
