package dev.rlvr4j.experiments.analysis;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.experiments.analysis.ArmResult.CurvePoint;
import dev.rlvr4j.experiments.analysis.ArmResult.GridPoint;
import dev.rlvr4j.experiments.analysis.Comparison.Design;
import dev.rlvr4j.experiments.statistics.CrossedBootstrap;
import dev.rlvr4j.experiments.statistics.Curves;
import dev.rlvr4j.experiments.statistics.Estimate;
import dev.rlvr4j.experiments.statistics.LearningRates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One arm's figures. */
final class ArmAnalysis {
    private final ArmPlan plan;
    private final Design design;
    private final List<List<RunOutcome>> finished;
    private final double[] rates;
    private final double[][][] validation;
    private final LearningRates.@Nullable Best best;

    ArmAnalysis(ArmPlan plan, Cells cells, Design design) {
        this.plan = plan;
        this.design = design;
        this.rates = plan.rates().stream().mapToDouble(Double::doubleValue).toArray();
        this.finished =
                plan.rates().stream().map(rate -> cells.finished(plan, rate)).toList();
        this.validation = finished.stream().map(Cells::validation).toArray(double[][][]::new);
        this.best = finished.stream().allMatch(List::isEmpty) ? null : LearningRates.best(rates, validation);
    }

    ArmPlan plan() {
        return plan;
    }

    /** Whether any of its runs finished. */
    boolean tells() {
        return best != null;
    }

    double[] rates() {
        return rates;
    }

    double[][][] validation() {
        return validation;
    }

    /** The finished runs at the best learning rate; none where no run finished. */
    List<RunOutcome> bestRuns() {
        return best == null ? List.of() : finished.get(best.index());
    }

    ArmResult result() {
        List<RunOutcome> runs = bestRuns();
        if (best == null) {
            return new ArmResult(
                    plan.name(),
                    plan.method(),
                    plan.rank(),
                    plan.settings(),
                    grid(),
                    null,
                    false,
                    null,
                    null,
                    List.of(),
                    null,
                    null,
                    0,
                    null,
                    null);
        }
        double[] reached = runs.stream()
                .map(run -> Curves.reach(completions(run), accuracies(run), design.target()))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        double[] areas = runs.stream()
                .mapToDouble(run -> Curves.areaUnder(completions(run), accuracies(run)))
                .toArray();
        return new ArmResult(
                plan.name(),
                plan.method(),
                plan.rank(),
                plan.settings(),
                grid(),
                best.index(),
                best.atEnd(),
                LearningRates.optimum(rates, validation, design.level(), key("optimum")),
                CrossedBootstrap.mean(Cells.test(runs), design.level(), key("best")),
                curve(runs),
                Curves.overSeeds(areas, design.level()).within(0, 1),
                reached.length == 0 ? null : Arrays.stream(reached).average().orElseThrow(),
                reached.length,
                cost(runs),
                SpectrumMeans.of(runs));
    }

    private List<GridPoint> grid() {
        List<GridPoint> grid = new ArrayList<>();
        for (int i = 0; i < rates.length; i++) {
            List<RunOutcome> runs = finished.get(i);
            grid.add(new GridPoint(
                    rates[i],
                    plan.seeds(),
                    runs.size(),
                    runs.isEmpty() ? null : CrossedBootstrap.mean(Cells.validation(runs), design.level(), key("v" + i)),
                    runs.isEmpty() ? null : CrossedBootstrap.mean(Cells.test(runs), design.level(), key("t" + i))));
        }
        return grid;
    }

    private long key(String what) {
        return CounterRandom.key(CounterRandom.key(Analysis.KEY, plan.name()), what);
    }

    private static double[] completions(RunOutcome run) {
        return run.curve().stream().mapToDouble(RunOutcome.Point::completions).toArray();
    }

    private static double[] accuracies(RunOutcome run) {
        return run.curve().stream().mapToDouble(RunOutcome.Point::accuracy).toArray();
    }

    /** Mean and range over seeds. */
    private static List<CurvePoint> curve(List<RunOutcome> runs) {
        Map<Long, List<Double>> byCompletions = new TreeMap<>();
        for (RunOutcome run : runs) {
            run.curve()
                    .forEach(point -> byCompletions
                            .computeIfAbsent(point.completions(), unused -> new ArrayList<>())
                            .add(point.accuracy()));
        }
        List<CurvePoint> curve = new ArrayList<>();
        byCompletions.forEach((completions, values) -> {
            double[] y = values.stream().mapToDouble(Double::doubleValue).toArray();
            double mean = Arrays.stream(y).average().orElseThrow();
            // Rounding may put the mean of equal values beside them.
            double low = Math.min(mean, Arrays.stream(y).min().orElseThrow());
            double high = Math.max(mean, Arrays.stream(y).max().orElseThrow());
            curve.add(new CurvePoint(completions, new Estimate(mean, low, high)));
        });
        return curve;
    }

    private static RunOutcome.@Nullable Cost cost(List<RunOutcome> runs) {
        List<RunOutcome.Cost> costs = new ArrayList<>();
        for (RunOutcome run : runs) {
            if (run.cost() != null) {
                costs.add(run.cost());
            }
        }
        if (costs.isEmpty()) {
            return null;
        }
        return new RunOutcome.Cost(
                costs.get(0).steps(),
                costs.get(0).trainableParameters(),
                middle(costs, RunOutcome.Cost::swappedBytes),
                middle(costs, RunOutcome.Cost::peakMemoryBytes),
                median(costs, RunOutcome.Cost::rolloutTokensPerSecond),
                median(costs, RunOutcome.Cost::trainTokensPerSecond),
                median(costs, RunOutcome.Cost::secondsPerStep),
                median(costs, RunOutcome.Cost::wallSeconds));
    }

    private static long middle(List<RunOutcome.Cost> costs, ToLongFunction<RunOutcome.Cost> figure) {
        long[] sorted = costs.stream().mapToLong(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double median(List<RunOutcome.Cost> costs, ToDoubleFunction<RunOutcome.Cost> figure) {
        double[] sorted = costs.stream().mapToDouble(figure).sorted().toArray();
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
