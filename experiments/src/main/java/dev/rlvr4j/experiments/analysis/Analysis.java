package dev.rlvr4j.experiments.analysis;

import dev.rlvr4j.experiments.analysis.Comparison.Design;
import dev.rlvr4j.experiments.analysis.Comparison.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/**
 * Makes a comparison of the outcomes of its runs, of which some may be missing.
 *
 * <p>For each arm, validation problems choose the learning rate. At that rate, test problems that took no part in the choice
 * give its accuracy. Intervals and tests are over seeds and problems, both taken as samples from more of their kind.
 */
public final class Analysis {
    /** Key of the resampling noise: the same outcomes always give the same report. */
    static final long KEY = 0x5eed_c0de;

    private Analysis() {}

    /**
     * Analyses.
     *
     * @param against the arm all others are compared with; null compares every two
     * @param outcomes of the runs that have run
     */
    public static Comparison of(
            Design design,
            List<ArmPlan> plans,
            @Nullable String against,
            List<RunOutcome> outcomes,
            Provenance provenance) {
        Cells cells = new Cells(outcomes);
        List<ArmAnalysis> analysed =
                plans.stream().map(plan -> new ArmAnalysis(plan, cells, design)).toList();
        List<ArmResult> arms = analysed.stream().map(ArmAnalysis::result).toList();
        List<PairResult> pairs = PairAnalysis.of(analysed, against, design);
        return new Comparison(
                design,
                base(outcomes),
                arms,
                pairs,
                runs(plans, cells),
                Notes.of(plans, arms, cells, design),
                provenance);
    }

    private static @Nullable Double base(List<RunOutcome> outcomes) {
        OptionalDouble mean = outcomes.stream()
                .flatMap(outcome -> outcome.curve().stream())
                .filter(point -> point.step() == 0)
                .mapToDouble(RunOutcome.Point::accuracy)
                .average();
        return mean.isPresent() ? mean.getAsDouble() : null;
    }

    private static List<RunResult> runs(List<ArmPlan> plans, Cells cells) {
        List<RunResult> runs = new ArrayList<>();
        for (ArmPlan plan : plans) {
            for (int r = 0; r < plan.rates().size(); r++) {
                for (int s = 0; s < plan.seeds().size(); s++) {
                    double rate = plan.rates().get(r);
                    long seed = plan.seeds().get(s);
                    String folder = plan.folders().get(r).get(s);
                    RunOutcome outcome = cells.get(plan, rate, seed);
                    runs.add(
                            outcome == null
                                    ? new RunResult(plan.name(), rate, seed, null, null, null, null, null, folder)
                                    : result(outcome, folder));
                }
            }
        }
        return runs;
    }

    private static RunResult result(RunOutcome outcome, String folder) {
        boolean finished = outcome.finished();
        RunOutcome.Cost cost = outcome.cost();
        return new RunResult(
                outcome.arm(),
                outcome.learningRate(),
                outcome.seed(),
                outcome.status(),
                outcome.reason(),
                finished ? StatUtils.mean(outcome.validation()) : null,
                finished ? StatUtils.mean(outcome.test()) : null,
                cost == null ? null : cost.wallSeconds(),
                folder);
    }
}
