package dev.rlvr4j.experiments.analysis;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.experiments.analysis.Comparison.Design;
import dev.rlvr4j.experiments.analysis.PairResult.Verdict;
import dev.rlvr4j.experiments.statistics.CrossedBootstrap;
import dev.rlvr4j.experiments.statistics.Difference;
import dev.rlvr4j.experiments.statistics.EffectSize;
import dev.rlvr4j.experiments.statistics.Estimate;
import dev.rlvr4j.experiments.statistics.Holm;
import dev.rlvr4j.experiments.statistics.LearningRates;
import dev.rlvr4j.experiments.statistics.RankTests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/** Compares arms two by two, each at its best learning rate. */
final class PairAnalysis {
    private static final int PAIRED_SEEDS = 6;

    /** Two arms and what their test accuracies say before it is known how many pairs there are. */
    private record Pair(ArmAnalysis first, ArmAnalysis second, double[][] a, double[][] b, Difference difference) {}

    private PairAnalysis() {}

    /**
     * Every two arms of which both have finished runs, or each with one arm.
     *
     * @param against that one arm's name, or null
     */
    static List<PairResult> of(List<ArmAnalysis> arms, @Nullable String against, Design design) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < arms.size(); i++) {
            for (int j = 0; j < arms.size(); j++) {
                ArmAnalysis first = arms.get(j);
                ArmAnalysis second = arms.get(i);
                boolean wanted =
                        against == null ? i < j : i != j && second.plan().name().equals(against);
                if (wanted && first.tells() && second.tells()) {
                    pairs.add(pair(first, second, design));
                }
            }
        }
        double[] adjusted = Holm.adjust(
                pairs.stream().mapToDouble(pair -> pair.difference().p()).toArray());
        double[] equivalence = Holm.adjust(pairs.stream()
                .mapToDouble(pair -> pair.difference().equivalenceP(design.margin()))
                .toArray());
        List<PairResult> results = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) {
            results.add(result(pairs.get(i), adjusted[i], equivalence[i], design));
        }
        return results;
    }

    private static Pair pair(ArmAnalysis first, ArmAnalysis second, Design design) {
        Set<Long> common = seeds(first);
        common.retainAll(seeds(second));
        // Pairing runs of one seed pays where seeds matter in the same way to both arms, and costs degrees of freedom.
        // With few
        // seeds it costs more than it can give; leaving it out is never wrong, only a little wide.
        boolean paired = common.size() >= PAIRED_SEEDS;
        double[][] a = test(first, paired ? common : seeds(first));
        double[][] b = test(second, paired ? common : seeds(second));
        return new Pair(
                first,
                second,
                a,
                b,
                CrossedBootstrap.difference(a, b, paired, design.level(), key(first, second, "difference")));
    }

    private static Set<Long> seeds(ArmAnalysis arm) {
        Set<Long> seeds = new HashSet<>();
        arm.bestRuns().forEach(run -> seeds.add(run.seed()));
        return seeds;
    }

    private static double[][] test(ArmAnalysis arm, Set<Long> seeds) {
        return Cells.test(arm.bestRuns().stream()
                .filter(run -> seeds.contains(run.seed()))
                .toList());
    }

    private static PairResult result(Pair pair, double adjusted, double equivalence, Design design) {
        ArmAnalysis first = pair.first();
        ArmAnalysis second = pair.second();
        double[] firstBySeed =
                Arrays.stream(pair.a()).mapToDouble(StatUtils::mean).toArray();
        double[] secondBySeed =
                Arrays.stream(pair.b()).mapToDouble(StatUtils::mean).toArray();
        boolean seeds = firstBySeed.length > 1 && secondBySeed.length > 1;
        OptionalDouble hedges = seeds ? EffectSize.hedgesG(firstBySeed, secondBySeed) : OptionalDouble.empty();
        Estimate rates = LearningRates.ratio(
                first.rates(),
                first.validation(),
                second.rates(),
                second.validation(),
                design.level(),
                key(first, second, "rates"));
        double a = StatUtils.mean(firstBySeed);
        double b = StatUtils.mean(secondBySeed);
        Verdict verdict =
                Verdicts.of(seeds, pair.difference().estimate().value(), adjusted, equivalence, design.level());
        return new PairResult(
                first.plan().name(),
                second.plan().name(),
                pair.difference().estimate(),
                pair.difference().p(),
                adjusted,
                equivalence,
                RankTests.signedRank(byProblem(pair.a(), pair.b())),
                seeds ? RankTests.rankSum(firstBySeed, secondBySeed) : null,
                EffectSize.cohensH(a, b),
                hedges.isPresent() ? hedges.getAsDouble() : null,
                rates,
                verdict,
                Verdicts.sentence(
                        verdict,
                        seeds,
                        first.plan().name(),
                        second.plan().name(),
                        a,
                        b,
                        pair.difference().estimate(),
                        adjusted,
                        design));
    }

    /** Differences of the mean accuracies of each problem. */
    private static double[] byProblem(double[][] a, double[][] b) {
        double[] differences = new double[a[0].length];
        for (int problem = 0; problem < differences.length; problem++) {
            differences[problem] = column(a, problem) - column(b, problem);
        }
        return differences;
    }

    private static double column(double[][] values, int column) {
        return Arrays.stream(values).mapToDouble(row -> row[column]).average().orElseThrow();
    }

    private static long key(ArmAnalysis first, ArmAnalysis second, String what) {
        long key = CounterRandom.key(Analysis.KEY, first.plan().name());
        return CounterRandom.key(CounterRandom.key(key, second.plan().name()), what);
    }
}
