package dev.rlvr4j.experiments.compare;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.experiments.assembly.GrpoRun;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.config.ComparisonArms;
import dev.rlvr4j.experiments.config.ComparisonRecipe;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.run.CurveData;
import dev.rlvr4j.experiments.run.Progress;
import dev.rlvr4j.experiments.run.RunFolder;
import dev.rlvr4j.trainer.RunSummary;
import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Estimates how long the runs will take, from a few steps of the first arm. */
final class Probe {
    /** The first step warms up; the last one counts. */
    private static final int STEPS = 3;

    private final ComparisonArms arms;
    private final LoadedModel model;

    Probe(ComparisonArms arms, LoadedModel model) {
        this.arms = arms;
        this.model = model;
    }

    /** Seconds of all runs together, roughly: completions may grow longer or shorter as models learn. */
    double seconds(Iterable<PlannedRun> runs, Progress progress, String program) {
        ComparisonArms.Arm first = arms.arms().get(0);
        Recipe recipe = first.recipe().shortened(STEPS);
        double step;
        double evaluation;
        Path folder = temporary();
        try (RunFolder opened = RunFolder.create(folder.resolve("run"));
                GrpoRun run = new GrpoRun(recipe, model)) {
            RunSummary summary = run.run(opened, false, progress.part(line -> "estimating the time  " + line), program);
            step = CurveData.lastStepSeconds(opened.metrics());
            EvaluationReport last = summary.latest();
            evaluation = last == null ? 0 : last.seconds();
        } finally {
            RunFolder.delete(folder);
        }
        double perCompletion = step / completions(recipe);
        double total = 0;
        ComparisonRecipe comparison = arms.comparison();
        double heldOut =
                (double) (comparison.validationTasks() + comparison.testTasks()) / comparison.validationTasks();
        for (PlannedRun run : runs) {
            Recipe planned = run.arm().recipe();
            int steps = planned.training().steps();
            int every = planned.evaluation().every();
            double evaluations = 1 + Math.ceil((double) steps / every) + heldOut;
            total += perCompletion * completions(planned) * steps + evaluations * evaluation;
        }
        return total;
    }

    private static double completions(Recipe recipe) {
        return (double) recipe.algorithm().promptsPerStep() * recipe.algorithm().groupSize();
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("rlvr-probe");
        } catch (IOException e) {
            throw new RlvrException("no temporary folder can be made: " + e, e);
        }
    }
}
