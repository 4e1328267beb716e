package dev.rlvr4j.experiments.compare;

import dev.rlvr4j.core.DivergedException;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.spectral.SiteSpectrum;
import dev.rlvr4j.core.spectral.SpectralAnalysis;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskList;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.experiments.analysis.RunOutcome;
import dev.rlvr4j.experiments.assembly.GrpoRun;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.assembly.Workers;
import dev.rlvr4j.experiments.config.ComparisonRecipe;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.run.CurveData;
import dev.rlvr4j.experiments.run.GpuMemory;
import dev.rlvr4j.experiments.run.PeakMemory;
import dev.rlvr4j.experiments.run.Progress;
import dev.rlvr4j.experiments.run.RunFolder;
import dev.rlvr4j.trainer.Await;
import dev.rlvr4j.trainer.RunSummary;
import dev.rlvr4j.trainer.evaluation.Evaluation;
import dev.rlvr4j.trainer.evaluation.EvaluationSettings;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does one run of a comparison, and turns whatever happens into its outcome. */
final class ArmRun {
    private static final Logger LOG = LoggerFactory.getLogger(ArmRun.class);

    private final PlannedRun planned;
    private final ComparisonRecipe comparison;
    private final Recipe recipe;
    private final LoadedModel model;
    private final SpectralAnalysis spectra;

    // What the finale found.
    private double[] accuracies = {};
    private long swappedBytes;
    private List<SiteSpectrum> spectrum = List.of();

    ArmRun(PlannedRun planned, ComparisonRecipe comparison, LoadedModel model, SpectralAnalysis spectra) {
        this.planned = planned;
        this.comparison = comparison;
        this.recipe = planned.recipe();
        this.model = model;
        this.spectra = spectra;
    }

    /** Trains with workers of its own. */
    RunOutcome outcome(ComparisonFolder folder, Progress progress, String program) {
        return outcome(
                folder,
                progress,
                recipe.method().name(),
                (run, opened, begun, finale) -> run.run(opened, begun, progress, program, finale));
    }

    /** Trains with workers that other runs use as well, under a name that no other has. */
    RunOutcome outcome(ComparisonFolder folder, Progress progress, String program, String adapter, Workers workers) {
        return outcome(
                folder,
                progress,
                adapter,
                (run, opened, begun, finale) -> run.run(opened, begun, progress, program, finale, workers));
    }

    /** Trains a prepared run into its folder. */
    private interface Training {
        RunSummary run(GrpoRun run, RunFolder folder, boolean begun, GrpoRun.Finale finale);
    }

    /** Trains, from the run's newest checkpoint if it has one, and tries the held-out tasks. */
    private RunOutcome outcome(
            ComparisonFolder comparisonFolder, Progress progress, String adapter, Training training) {
        Path path = comparisonFolder.run(planned);
        boolean begun = Files.exists(path.resolve("config.yaml"));
        Torch.releaseUnused();
        PeakMemory.restart();
        boolean gpu = model.base().device().isGpu();
        try (RunFolder folder = begun ? RunFolder.reopen(path) : RunFolder.create(path);
                GpuMemory memory = gpu ? new GpuMemory(model.base().device().getDeviceId()) : null;
                GrpoRun run = new GrpoRun(recipe, model, adapter)) {
            RunSummary summary = training.run(run, folder, begun, (trained, sampler) -> {
                progress.show("held-out tasks", false);
                look(run.heldOut(), trained, sampler);
            });
            long peak = memory == null ? PeakMemory.bytes() : memory.bytes();
            return new RunOutcome(
                    planned.arm().arm().name(),
                    planned.learningRate(),
                    planned.seed(),
                    RunOutcome.Status.FINISHED,
                    null,
                    curve(folder.metrics()),
                    Arrays.copyOf(accuracies, comparison.validationTasks()),
                    Arrays.copyOfRange(accuracies, comparison.validationTasks(), accuracies.length),
                    cost(summary, run.trainableParameters(), peak),
                    spectrum,
                    planned.folder());
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.info("the run ended early", e); // the reason is kept and shown; the trace goes into the run's log alone
            return ended(path, e);
        }
    }

    private RunOutcome ended(Path path, Throwable e) {
        boolean diverged = false;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            diverged |= cause instanceof DivergedException;
        }
        Path metrics = path.resolve("metrics.jsonl");
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new RunOutcome(
                planned.arm().arm().name(),
                planned.learningRate(),
                planned.seed(),
                diverged ? RunOutcome.Status.DIVERGED : RunOutcome.Status.FAILED,
                reason,
                Files.exists(metrics) ? curve(metrics) : List.of(),
                new double[0],
                new double[0],
                null,
                List.of(),
                planned.folder());
    }

    private void look(TaskSource heldOut, TransformerPolicy trained, GroupSampler sampler) {
        int count = comparison.validationTasks() + comparison.testTasks();
        List<Task> tasks = LongStream.range(0, count).mapToObj(heldOut::task).toList();
        EvaluationSettings settings = recipe.evaluation().settings(recipe.rollout());
        EvaluationSettings all =
                new EvaluationSettings(0, count, settings.samplesPerTask(), settings.passAt(), settings.sampling());
        Evaluation evaluation = new Evaluation(new TaskList(tasks), sampler, all, planned.seed());
        accuracies = Await.result(evaluation.evaluate(recipe.training().steps(), null)).groups().stream()
                .mapToDouble(ArmRun::accuracy)
                .toArray();
        try (var compiled = trained.compile()) {
            swappedBytes = compiled.byteSize();
        }
        if (comparison.spectrum()) {
            spectrum = spectra.of(model.method(recipe.method()), trained.parameters());
        }
    }

    private static double accuracy(Group group) {
        return (double) group.scores().stream().filter(Score::correct).count()
                / group.scores().size();
    }

    private List<RunOutcome.Point> curve(Path metrics) {
        long perStep =
                (long) recipe.algorithm().promptsPerStep() * recipe.algorithm().groupSize();
        List<RunOutcome.Point> points = new ArrayList<>();
        CurveData.evaluations(metrics)
                .forEach((step, accuracy) -> points.add(new RunOutcome.Point(step, step * perStep, accuracy)));
        return points;
    }

    private RunOutcome.Cost cost(RunSummary summary, long trainable, long peak) {
        return new RunOutcome.Cost(
                summary.steps(),
                trainable,
                swappedBytes,
                peak,
                summary.rolloutTokensPerSecond(),
                summary.trainTokensPerSecond(),
                summary.totals().getOrDefault(MetricNames.TIME_STEP, 0.0) / summary.steps(),
                summary.wallSeconds());
    }
}
