package dev.rlvr4j.experiments.compare;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.spectral.SpectralAnalysis;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.experiments.analysis.RunOutcome;
import dev.rlvr4j.experiments.assembly.GrpoRun;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.config.ComparisonArms;
import dev.rlvr4j.experiments.config.ComparisonRecipe;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.run.Progress;
import dev.rlvr4j.experiments.statistics.LearningRates;
import dev.rlvr4j.rollout.RolloutSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The runs of a comparison over one base. Making one loads the base and prepares every arm once, so that a mistake in any of
 * them costs no work.
 */
public final class ComparisonRun implements AutoCloseable {
    private final ComparisonArms arms;
    private final List<PlannedRun> plan;
    private final LoadedModel model;
    private final SpectralAnalysis spectra;
    private final Map<String, Long> trainable = new LinkedHashMap<>();

    /** Loads and checks. */
    public ComparisonRun(ComparisonArms arms) {
        this.arms = arms;
        this.plan = PlannedRun.all(arms);
        Recipe first = arms.arms().get(0).recipe();
        this.model = LoadedModel.open(first.model(), first.prompt().today());
        this.spectra = new SpectralAnalysis(model.base());
        try {
            check();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Prepares each arm once: it must fit the model, and all must have the same held-out tasks. */
    private void check() {
        ComparisonRecipe comparison = arms.comparison();
        int needed = comparison.validationTasks() + comparison.testTasks();
        List<String> heldOut = List.of();
        for (ComparisonArms.Arm arm : arms.arms()) {
            try (GrpoRun run = new GrpoRun(arm.recipe(), model)) {
                trainable.put(arm.arm().name(), run.trainableParameters());
                TaskSource tasks = run.heldOut();
                if (tasks.size() < needed) {
                    throw new InputException("validation_tasks and test_tasks together ask for " + needed
                            + " held-out tasks, but there are " + tasks.size()
                            + "; lower them, or hold more out (environment.held_out_size or held_out_share)");
                }
                List<String> ids = LongStream.range(0, needed)
                        .mapToObj(i -> tasks.task(i).id())
                        .toList();
                if (!heldOut.isEmpty() && !heldOut.equals(ids)) {
                    throw new InputException("its held-out tasks are not those of the other arms: some do not fit the"
                            + " context with its prompt and max_tokens; use the same for all arms");
                }
                heldOut = ids;
            } catch (InputException e) {
                throw new InputException("arm '" + arm.arm().name() + "': " + e.getMessage(), e);
            }
        }
    }

    /** What will be done, a line each. */
    public List<String> description() {
        ComparisonRecipe comparison = arms.comparison();
        List<String> lines = new ArrayList<>();
        lines.add(comparison.title());
        Recipe first = arms.arms().get(0).recipe();
        lines.add("model       " + first.model().path() + " (" + model.description() + ")");
        lines.add(String.format(
                Locale.ROOT,
                "held out    %d validation tasks choose the learning rate, %d test tasks decide",
                comparison.validationTasks(),
                comparison.testTasks()));
        int width = arms.arms().stream()
                .mapToInt(arm -> arm.arm().name().length())
                .max()
                .orElse(0);
        for (ComparisonArms.Arm arm : arms.arms()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "arm         %-" + width + "s  %,11d trained parameters, %3d steps, learning rates %s, seeds %s",
                    arm.arm().name(),
                    trainable.getOrDefault(arm.arm().name(), 0L),
                    arm.recipe().training().steps(),
                    String.join(
                            " ",
                            comparison.rates(arm.arm()).stream()
                                    .map(LearningRates::text)
                                    .toList()),
                    String.join(
                            " ",
                            comparison.seeds(arm.arm()).stream()
                                    .map(String::valueOf)
                                    .toList())));
        }
        lines.add(String.format(
                Locale.ROOT,
                "budget      %d runs of %,d training completions each",
                plan.size(),
                comparison.completions()));
        return lines;
    }

    /** Seconds that all runs will take, roughly, from a few steps that are tried and thrown away. */
    public double estimate(Progress progress, String program) {
        return new Probe(arms, model).seconds(plan, progress, program);
    }

    /** The outcomes so far, in the order of the plan. */
    static List<RunOutcome> outcomes(List<PlannedRun> plan, ComparisonFolder folder) {
        return plan.stream().map(folder::outcome).flatMap(Optional::stream).toList();
    }

    /**
     * Does the runs that have not been done. One that fails or diverges is kept as such, and the next begins; failed ones are
     * tried again, since what failed may have been the machine.
     *
     * @param together how many train at the same time on one base, at least 1; those whose workers have the same settings
     * @param command what was typed, for the report
     * @param program the program's version
     */
    public void run(ComparisonFolder folder, int together, Progress progress, String command, String program) {
        plan.forEach(folder::requireSame);
        if (together > 1) {
            arms.arms().forEach(ComparisonRun::requireTurns);
        }
        folder.rewrite(arms.comparison());
        ProvenanceFile.write(folder, command, model, program);
        List<PlannedRun> left = new ArrayList<>();
        for (PlannedRun run : plan) {
            Optional<RunOutcome> outcome = folder.outcome(run);
            if (outcome.isEmpty() || outcome.get().status() == RunOutcome.Status.FAILED) {
                left.add(run);
            }
        }
        TimeLeft time = new TimeLeft(left.size(), System::nanoTime);
        int done = plan.size() - left.size();
        if (done > 0) {
            progress.print(done + " of " + plan.size() + " runs are done already");
        }
        for (List<PlannedRun> runs : batches(left, together)) {
            Map<PlannedRun, Progress> parts = new LinkedHashMap<>();
            for (PlannedRun run : runs) {
                done++;
                String where = "run " + done + "/" + plan.size() + "  " + run.title() + "  ";
                parts.put(run, progress.part(line -> where + line + time.left()));
            }
            if (runs.size() == 1) {
                PlannedRun run = runs.get(0);
                keep(
                        run,
                        arm(run).outcome(folder, Objects.requireNonNull(parts.get(run)), program),
                        folder,
                        progress,
                        time);
                continue;
            }
            new Together(model, workers(runs.get(0))).run(runs, folder, (run, adapter, workers) -> {
                RunOutcome outcome =
                        arm(run).outcome(folder, Objects.requireNonNull(parts.get(run)), program, adapter, workers);
                keep(run, outcome, folder, progress, time);
            });
        }
        if (outcomes(plan, folder).stream().noneMatch(RunOutcome::finished)) {
            throw new RlvrException(
                    "no run of the comparison finished; the reasons stand above and in " + folder.path());
        }
    }

    private static void requireTurns(ComparisonArms.Arm arm) {
        if (arm.recipe().async().settings().ahead() > 0) {
            throw new InputException("arm '" + arm.arm().name() + "' samples ahead of its training, but runs that train"
                    + " together take turns: set async.max_staleness to 0, or leave --together out");
        }
    }

    private ArmRun arm(PlannedRun run) {
        return new ArmRun(run, arms.comparison(), model, spectra);
    }

    private void keep(PlannedRun run, RunOutcome outcome, ComparisonFolder folder, Progress progress, TimeLeft time) {
        if (outcome.reason() != null) {
            progress.print(
                    run.title() + " " + outcome.status().name().toLowerCase(Locale.ROOT) + ": " + outcome.reason());
        }
        folder.keep(run, outcome, arms.comparison().keepAdapters());
        time.done();
    }

    private static RolloutSettings workers(PlannedRun run) {
        return run.recipe().rollout().settings().keeping(2);
    }

    /** The runs in lots of at most so many whose workers have the same settings, in the order of the plan. */
    private static List<List<PlannedRun>> batches(List<PlannedRun> left, int most) {
        List<List<PlannedRun>> lots = new ArrayList<>();
        Map<RolloutSettings, List<PlannedRun>> open = new LinkedHashMap<>();
        for (PlannedRun run : left) {
            List<PlannedRun> lot = open.get(workers(run));
            if (lot == null || lot.size() == most) {
                lot = new ArrayList<>();
                lots.add(lot);
                open.put(workers(run), lot);
            }
            lot.add(run);
        }
        return lots;
    }

    @Override
    public void close() {
        spectra.close();
        model.close();
    }
}
