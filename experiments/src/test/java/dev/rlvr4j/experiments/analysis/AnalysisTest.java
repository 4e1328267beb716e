package dev.rlvr4j.experiments.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.experiments.analysis.Comparison.Design;
import dev.rlvr4j.experiments.analysis.Comparison.Provenance;
import dev.rlvr4j.experiments.analysis.PairResult.Verdict;
import dev.rlvr4j.experiments.analysis.RunOutcome.Cost;
import dev.rlvr4j.experiments.analysis.RunOutcome.Point;
import dev.rlvr4j.experiments.analysis.RunOutcome.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Comparisons of invented runs, of which the right conclusion is known. */
class AnalysisTest {
    private static final List<Long> SEEDS = List.of(1L, 2L, 3L, 4L, 5L);
    private static final int VALIDATION = 100;
    private static final int TEST = 400;
    private static final Design DESIGN = new Design("t", "", 1000, VALIDATION, TEST, 1, 0.95, 0.05, 0.8, "");
    private static final Provenance PROVENANCE = new Provenance("", "", Map.of(), Map.of(), 0);

    private static ArmPlan plan(String name, List<Double> rates, List<Long> seeds) {
        return new ArmPlan(
                name,
                "lora",
                8,
                List.of(),
                rates,
                seeds,
                rates.stream()
                        .map(rate -> seeds.stream().map(seed -> "f").toList())
                        .toList());
    }

    private static double[] answers(String arm, double rate, long seed, String part, int problems, double accuracy) {
        long key = CounterRandom.key(CounterRandom.key(CounterRandom.key(seed, arm), part), Double.toString(rate));
        double[] answers = new double[problems];
        for (int i = 0; i < problems; i++) {
            answers[i] = CounterRandom.uniform(key, i) < accuracy ? 1 : 0;
        }
        return answers;
    }

    private static RunOutcome run(String arm, double rate, long seed, double validation, double test) {
        return new RunOutcome(
                arm,
                rate,
                seed,
                Status.FINISHED,
                null,
                List.of(new Point(0, 0, 0.5), new Point(5, 500, 0.75), new Point(10, 1000, validation)),
                answers(arm, rate, seed, "validation", VALIDATION, validation),
                answers(arm, rate, seed, "test", TEST, test),
                new Cost(10, 100, 400, -1, 1000 + seed, 500, 0.5, 5),
                List.of(),
                "f");
    }

    private static RunOutcome ended(String arm, double rate, long seed, Status status) {
        return new RunOutcome(
                arm,
                rate,
                seed,
                status,
                "why",
                List.of(new Point(0, 0, 0.5)),
                new double[0],
                new double[0],
                null,
                List.of(),
                "f");
    }

    private static List<RunOutcome> runs(ArmPlan plan, double best, double accuracy) {
        List<RunOutcome> runs = new ArrayList<>();
        for (double rate : plan.rates()) {
            for (long seed : plan.seeds()) {
                double here = rate == best ? accuracy : accuracy - 0.2;
                runs.add(run(plan.name(), rate, seed, here, here));
            }
        }
        return runs;
    }

    private static Comparison compare(@Nullable String against, List<ArmPlan> plans, List<RunOutcome> outcomes) {
        return Analysis.of(DESIGN, plans, against, outcomes, PROVENANCE);
    }

    private static Comparison two(double first, double second) {
        ArmPlan a = plan("a", List.of(1e-4, 1e-3, 1e-2), SEEDS);
        ArmPlan b = plan("b", List.of(1e-5, 1e-4, 1e-3), SEEDS);
        List<RunOutcome> outcomes = new ArrayList<>(runs(a, 1e-3, first));
        outcomes.addAll(runs(b, 1e-4, second));
        return compare("b", List.of(a, b), outcomes);
    }

    @Test
    void validationChoosesTheLearningRateAndTestProblemsDecide() {
        Comparison comparison = two(0.9, 0.7);
        ArmResult a = comparison.arms().get(0);
        assertThat(a.bestPoint().learningRate()).isEqualTo(1e-3);
        assertThat(a.bestAtEnd()).isFalse();
        assertThat(a.test().value()).isCloseTo(0.9, within(0.03));
        assertThat(a.test().low()).isLessThan(0.9);
        assertThat(a.test().high()).isGreaterThan(0.9);
        PairResult pair = comparison.pairs().get(0);
        assertThat(pair.first()).isEqualTo("a");
        assertThat(pair.second()).isEqualTo("b");
        assertThat(pair.verdict()).isEqualTo(Verdict.BETTER);
        assertThat(pair.learningRates().value()).isCloseTo(10, within(3.0));
        assertThat(pair.learningRates().low()).isLessThanOrEqualTo(10);
        assertThat(pair.learningRates().high()).isGreaterThanOrEqualTo(10);
        assertThat(pair.sentence()).startsWith("a is better than b: ");
    }

    @Test
    void theOtherWayRoundItIsWorse() {
        PairResult pair = two(0.6, 0.8).pairs().get(0);
        assertThat(pair.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(pair.difference().high()).isNegative();
        assertThat(pair.cohensH()).isNegative();
        assertThat(pair.hedgesG()).isNegative();
        assertThat(pair.rankSum()).isLessThan(0.05);
        assertThat(pair.signedRank()).isLessThan(0.01);
    }

    @Test
    void equalArmsMatchOnlyWithinTheMargin() {
        assertThat(two(0.9, 0.9).pairs().get(0).verdict()).isEqualTo(Verdict.MATCHES);
        assertThat(two(0.9, 0.9).pairs().get(0).equivalence()).isLessThan(0.05);
        assertThat(two(0.9, 0.84).pairs().get(0).equivalence()).isGreaterThan(0.05);
    }

    @Test
    void singleRunsTellNothingOfTheirArms() {
        ArmPlan a = plan("a", List.of(1e-3), List.of(1L));
        ArmPlan b = plan("b", List.of(1e-3), List.of(1L));
        List<RunOutcome> outcomes = new ArrayList<>(runs(a, 1e-3, 0.9));
        outcomes.addAll(runs(b, 1e-3, 0.5));
        Comparison comparison = compare(null, List.of(a, b), outcomes);
        assertThat(comparison.pairs().get(0).verdict()).isEqualTo(Verdict.CANNOT_TELL);
        assertThat(comparison.pairs().get(0).rankSum()).isNull();
        assertThat(comparison.pairs().get(0).sentence()).contains("single run");
        assertThat(comparison.notes()).anyMatch(note -> note.contains("1 finished run"));
    }

    @Test
    void everyTwoArmsAreComparedAndPValuesRiseWithTheirNumber() {
        List<ArmPlan> plans = new ArrayList<>();
        List<RunOutcome> outcomes = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            ArmPlan plan = plan(name, List.of(1e-3), SEEDS);
            plans.add(plan);
            outcomes.addAll(runs(plan, 1e-3, 0.8));
        }
        Comparison comparison = compare(null, plans, outcomes);
        assertThat(comparison.pairs()).hasSize(6);
        assertThat(comparison.pairs()).allMatch(pair -> pair.adjusted() >= pair.p());
        assertThat(comparison.pairs()).anyMatch(pair -> pair.adjusted() > pair.p());
        assertThat(compare("c", plans, outcomes).pairs())
                .hasSize(3)
                .allMatch(pair -> pair.second().equals("c"));
    }

    @Test
    void runsThatDivergedFailedOrAreMissingLeaveTheRestToTell() {
        ArmPlan a = plan("a", List.of(1e-3, 1e-2), SEEDS);
        ArmPlan b = plan("b", List.of(1e-3), SEEDS);
        ArmPlan c = plan("c", List.of(1e-3), SEEDS);
        List<RunOutcome> outcomes = new ArrayList<>();
        SEEDS.forEach(seed -> outcomes.add(run("a", 1e-3, seed, 0.9, 0.9)));
        SEEDS.forEach(seed -> outcomes.add(ended("a", 1e-2, seed, Status.DIVERGED)));
        SEEDS.subList(0, 3).forEach(seed -> outcomes.add(run("b", 1e-3, seed, 0.9, 0.9)));
        outcomes.add(ended("b", 1e-3, 4, Status.FAILED));
        outcomes.add(ended("c", 1e-3, 1, Status.FAILED));
        Comparison comparison = compare(null, List.of(a, b, c), outcomes);
        assertThat(comparison.arms().get(0).best()).isZero();
        assertThat(comparison.arms().get(1).bestPoint().finished()).isEqualTo(3);
        assertThat(comparison.arms().get(2).best()).isNull();
        assertThat(comparison.pairs()).hasSize(1);
        assertThat(comparison.runs()).hasSize(20);
        assertThat(count(comparison, (arm, status) -> status == null)).isEqualTo(5);
        assertThat(count(comparison, (arm, status) -> status == Status.DIVERGED))
                .isEqualTo(5);
        assertThat(comparison.notes())
                .anyMatch(note -> note.startsWith("5 runs have not been done"))
                .anyMatch(note -> note.startsWith("5 runs have diverged"))
                .anyMatch(note -> note.startsWith("2 runs have failed"))
                .anyMatch(note -> note.contains("c has no finished run"));
    }

    private static long count(Comparison comparison, BiPredicate<String, @Nullable Status> wanted) {
        return comparison.runs().stream()
                .filter(run -> wanted.test(run.arm(), run.status()))
                .count();
    }

    @Test
    void curvesAreMeansAndRangesAndTheTargetIsTimed() {
        ArmPlan a = plan("a", List.of(1e-3), List.of(1L, 2L, 3L));
        List<RunOutcome> outcomes =
                List.of(run("a", 1e-3, 1, 0.85, 0.9), run("a", 1e-3, 2, 0.95, 0.9), run("a", 1e-3, 3, 0.75, 0.9));
        ArmResult arm = compare(null, List.of(a), outcomes).arms().get(0);
        ArmResult.CurvePoint last = arm.curve().get(2);
        assertThat(last.completions()).isEqualTo(1000);
        assertThat(last.accuracy().value()).isCloseTo(0.85, within(1e-12));
        assertThat(last.accuracy().low()).isEqualTo(0.75);
        assertThat(last.accuracy().high()).isEqualTo(0.95);
        assertThat(arm.reached()).isEqualTo(2);
        // From 0.75 at 500: to 0.85 it is half way at 0.8, to 0.95 a quarter.
        assertThat(arm.toTarget()).isCloseTo((750 + 625) / 2.0, within(1e-6));
        assertThat(arm.area().value()).isCloseTo((0.625 + 0.8) / 2, within(1e-9));
        assertThat(arm.cost().rolloutTokensPerSecond()).isEqualTo(1002);
    }

    @Test
    void theSameOutcomesGiveTheSameReport() {
        assertThat(two(0.8, 0.75)).isEqualTo(two(0.8, 0.75));
    }

    @Test
    void aBestRateAtTheEndOfItsGridIsTold() {
        ArmPlan a = plan("a", List.of(1e-4, 1e-3), SEEDS);
        Comparison comparison = compare(null, List.of(a), runs(a, 1e-3, 0.9));
        assertThat(comparison.arms().get(0).bestAtEnd()).isTrue();
        assertThat(comparison.notes()).anyMatch(note -> note.contains("end of its grid"));
    }
}
