package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.run.Digest;
import dev.rlvr4j.experiments.run.Progress;
import dev.rlvr4j.experiments.run.Provenance;
import dev.rlvr4j.experiments.run.RunFolder;
import dev.rlvr4j.experiments.run.RunRecorder;
import dev.rlvr4j.experiments.run.ScheduleFile;
import dev.rlvr4j.experiments.run.Summary;
import dev.rlvr4j.rollout.RolloutSettings;
import dev.rlvr4j.rollout.TurnSchedule;
import dev.rlvr4j.trainer.Algorithm;
import dev.rlvr4j.trainer.Await;
import dev.rlvr4j.trainer.GrpoLoop;
import dev.rlvr4j.trainer.GrpoSettings;
import dev.rlvr4j.trainer.RunPlan;
import dev.rlvr4j.trainer.RunSummary;
import dev.rlvr4j.trainer.TrainingClient;
import dev.rlvr4j.trainer.evaluation.Evaluation;
import dev.rlvr4j.trainer.evaluation.EvaluationSettings;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import dev.rlvr4j.trainer.optim.OptimizerSettings;
import dev.rlvr4j.trainer.supply.AsyncSettings;
import dev.rlvr4j.trainer.supply.SampledSupply;
import dev.rlvr4j.trainer.supply.TaskOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A GRPO run by a recipe. Making one loads and checks all that the recipe names, so that a mistake in it costs no work and
 * leaves no folder behind; {@link #run} trains.
 */
public final class GrpoRun implements AutoCloseable {
    /** Bases up to this many weights are checked to be the same bit for bit before and after. */
    private static final long CHECKED_BASE = 50_000_000;

    private final Recipe recipe;
    private final GrpoSettings settings;
    private final Algorithm algorithm;
    private final AsyncSettings async;
    private final RolloutSettings rollout;
    private final OptimizerSettings optimizer;
    private final EvaluationSettings held;
    private final GradedEnvironment graded;
    private final LoadedModel model;
    private final boolean ownsModel;
    private final TransformerPolicy policy;
    private final Tasks tasks;
    private final TaskOrder order;

    /** Loads and checks. */
    public GrpoRun(Recipe recipe) {
        this(recipe, null);
    }

    /** Checks, and loads the model if it is not there yet; the adapter bears its method's name. */
    public GrpoRun(Recipe recipe, @Nullable LoadedModel shared) {
        this(recipe, shared, recipe.method().name());
    }

    /**
     * Checks, and loads the model if it is not there yet.
     *
     * @param shared the recipe's model, which stays open when the run is closed; null loads it for this run
     * @param adapter the adapter's name in versions
     */
    public GrpoRun(Recipe recipe, @Nullable LoadedModel shared, String adapter) {
        this.recipe = recipe;
        this.settings = recipe.algorithm().settings(recipe.rollout());
        this.algorithm = recipe.algorithm().algorithm(recipe.reward());
        this.async = recipe.async().settings();
        // The trainer publishes while workers still sample for earlier steps, and with noise each version twice.
        int versions = (async.ahead() + 2) * (settings.noise().isOn() ? 2 : 1);
        this.rollout = recipe.rollout().settings().keeping(versions);
        this.optimizer = recipe.optimizer().settings();
        this.held = recipe.evaluation().settings(recipe.rollout());
        this.graded = GradedEnvironment.open(recipe);
        this.ownsModel = shared == null;
        this.model = shared == null
                ? LoadedModel.open(recipe.model(), recipe.prompt().today())
                : shared;
        try {
            this.tasks = Tasks.of(graded.environment(), recipe, model);
            this.order = TaskOrders.of(recipe, tasks, model);
            this.policy = new TransformerPolicy(
                    model.base(),
                    model.method(recipe.method()),
                    adapter,
                    CounterRandom.key(recipe.seed(), "adapter"),
                    recipe.model().checkpointLayers());
            optimizer.optimizer().requireFits(policy.trainableNames());
        } catch (RuntimeException | Error e) {
            if (ownsModel) {
                model.close();
            }
            throw e;
        }
    }

    /** What a user should know before the run, a line each. */
    public List<String> description() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("model", recipe.model().path() + " (" + model.description() + ")");
        lines.put(
                "adapter",
                recipe.method().name() + ", "
                        + String.format(java.util.Locale.ROOT, "%,d", policy.trainableParameters())
                        + " trained parameters");
        tasks.notes().forEach(note -> lines.merge("data", note, (a, b) -> a + "; " + b));
        return lines.entrySet().stream()
                .map(line -> String.format("%-12s%s", line.getKey(), line.getValue()))
                .toList();
    }

    /** Number of scalars that are trained. */
    public long trainableParameters() {
        return policy.trainableParameters();
    }

    /** The held-out tasks, in order. */
    public TaskSource heldOut() {
        return tasks.heldOut();
    }

    /**
     * Trains into a folder.
     *
     * @param program the program's version, for the summary
     */
    public RunSummary run(RunFolder folder, boolean resume, Progress progress, String program) {
        return run(folder, resume, progress, program, (trained, sampler) -> {});
    }

    /** What is done with the trained policy while its workers still serve it. */
    public interface Finale {
        /**
         * Looks at the result.
         *
         * @param trained the policy after its last step; its weights are what the workers sample from
         * @param sampler samples and scores tasks with it
         */
        void look(TransformerPolicy trained, GroupSampler sampler);
    }

    /**
     * Trains into a folder, and looks at the result.
     *
     * @param program the program's version, for the summary
     */
    public RunSummary run(RunFolder folder, boolean resume, Progress progress, String program, Finale finale) {
        TurnSchedule schedule = new TurnSchedule();
        try (Workers workers = Workers.start(model, rollout, schedule)) {
            return run(folder, resume, progress, program, finale, workers, schedule);
        }
    }

    /**
     * Trains into a folder with workers that others use as well, and looks at the result.
     *
     * @param workers whose rollouts are this run's part of them; only for a run that does not sample ahead
     */
    public RunSummary run(
            RunFolder folder, boolean resume, Progress progress, String program, Finale finale, Workers workers) {
        return run(folder, resume, progress, program, finale, workers, new TurnSchedule());
    }

    private RunSummary run(
            RunFolder folder,
            boolean resume,
            Progress progress,
            String program,
            Finale finale,
            Workers workers,
            TurnSchedule schedule) {
        String yaml = recipe.toYaml();
        if (!resume) {
            RunFolder.write(folder.config(), yaml);
        }
        String title = recipe.environment().title() + ", " + recipe.method().name() + ", seed " + recipe.seed();
        String before = baseDigest();
        RunSummary summary;
        DataStart.onTasks(recipe, graded, tasks, model, settings.sampling(), policy);
        try (RunRecorder recorder = new RunRecorder(
                folder, title, recipe.training().logSamples(), progress, graded.versions(), file(schedule, folder))) {
            GroupSampler sampler = graded.sampler(recipe, tasks, model, workers);
            RunPlan plan = new RunPlan(
                    recipe.training().steps(),
                    recipe.seed(),
                    folder.checkpoints(),
                    recipe.training().checkpointEvery(),
                    recipe.training().keepCheckpoints(),
                    resume,
                    Digest.of(yaml));
            try (TrainingClient client = new TrainingClient(
                    policy,
                    workers.rollouts(),
                    optimizer,
                    recipe.training().microBatchTokens(),
                    () -> Torch.prepareThread(0))) {
                summary = new GrpoLoop(
                                client,
                                new SampledSupply(
                                        order,
                                        sampler,
                                        settings.supply(
                                                plan, async, recipe.groups().spread()),
                                        workers.rollouts()::settle),
                                settings,
                                algorithm,
                                plan,
                                evaluation(sampler),
                                recorder)
                        .run();
                Await.result(client.publish()); // a run resumed after its last step has not published it yet
            }
            recorder.drawCurve();
            finale.look(policy, sampler);
        }
        SavedAdapter.write(policy, model, folder.adapter());
        if (before != null && !before.equals(baseDigest())) {
            throw new RlvrException("the base model's weights changed during the run, which must never happen;"
                    + " please report this with " + folder.path());
        }
        Map<String, Object> further = new LinkedHashMap<>();
        further.put("model", recipe.model().path());
        further.put("method", recipe.method().name());
        if (before != null) {
            further.put("base_sha256", before);
        }
        further.put("verifiers", graded.versions());
        further.put("versions", Provenance.versions(program, Torch.version()));
        further.put("machine", Provenance.machine(model.device()));
        Summary.write(folder, summary, further);
        return summary;
    }

    private @Nullable ScheduleFile file(TurnSchedule schedule, RunFolder folder) {
        if (async.ahead() == 0) {
            return null;
        }
        String followed = recipe.async().schedule();
        return new ScheduleFile(
                folder.schedule(),
                schedule,
                Digest.of(recipe.withoutSchedule().toYaml()),
                followed == null ? null : Path.of(followed));
    }

    private @Nullable Evaluation evaluation(GroupSampler sampler) {
        return held.tasks() == 0 ? null : new Evaluation(tasks.heldOut(), sampler, held, recipe.seed());
    }

    private @Nullable String baseDigest() {
        return model.parameters() <= CHECKED_BASE ? model.base().fingerprint() : null;
    }

    @Override
    public void close() {
        policy.close();
        if (ownsModel) {
            model.close();
        }
    }
}
