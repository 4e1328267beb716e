package dev.rlvr4j.experiments.collect;

import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.experiments.assembly.DataStart;
import dev.rlvr4j.experiments.assembly.GradedEnvironment;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.assembly.SavedAdapter;
import dev.rlvr4j.experiments.assembly.Tasks;
import dev.rlvr4j.experiments.assembly.Workers;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.run.Digest;
import dev.rlvr4j.experiments.run.Progress;
import dev.rlvr4j.experiments.run.Provenance;
import dev.rlvr4j.experiments.run.RunFolder;
import dev.rlvr4j.experiments.run.RunRecorder;
import dev.rlvr4j.experiments.run.Summary;
import dev.rlvr4j.trainer.RunPlan;
import dev.rlvr4j.trainer.RunSummary;
import dev.rlvr4j.trainer.SftLoop;
import dev.rlvr4j.trainer.SftSettings;
import dev.rlvr4j.trainer.TrainingClient;
import dev.rlvr4j.trainer.evaluation.Evaluation;
import dev.rlvr4j.trainer.evaluation.EvaluationSettings;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Supervised training of an adapter on examples from files, by the sections model, adapter, optimizer, training and evaluation of
 * a recipe; its environment and reward only evaluate. Making one loads and checks all that is named, so that a mistake leaves no
 * folder behind; {@link #run} trains.
 */
public final class SftRun implements AutoCloseable {
    private final Recipe recipe;
    private final SftSettings settings;
    private final int steps;
    private final EvaluationSettings held;
    private final @Nullable GradedEnvironment graded;
    private final LoadedModel model;
    private final SftExamples examples;
    private final TransformerPolicy policy;

    /**
     * Loads and checks.
     *
     * @param files of {@link SftExamples}
     * @param examplesPerStep examples of an optimizer step
     * @param epochs passes over the examples; 0 takes the recipe's steps
     */
    public SftRun(Recipe recipe, List<Path> files, int examplesPerStep, int epochs) {
        this.recipe = recipe;
        this.settings = new SftSettings(examplesPerStep, true);
        this.held = recipe.evaluation().settings(recipe.rollout());
        this.graded = held.tasks() == 0 ? null : GradedEnvironment.open(recipe);
        this.model = LoadedModel.open(recipe.model(), recipe.prompt().today());
        try {
            this.examples = SftExamples.read(
                    files,
                    model.requireTokenizer(),
                    Tasks.template(recipe.prompt(), model.requireTokenizer()),
                    model.base().config().contextLength() - recipe.method().virtualTokens());
            this.steps = epochs > 0
                    ? settings.steps(examples.size(), epochs)
                    : recipe.training().steps();
            this.policy = new TransformerPolicy(
                    model.base(),
                    model.method(recipe.method()),
                    recipe.method().name(),
                    CounterRandom.key(recipe.seed(), "adapter"),
                    recipe.model().checkpointLayers());
            DataStart.onExamples(
                    recipe.method(),
                    model.base(),
                    LongStream.range(0, examples.size()).mapToObj(examples::example),
                    policy);
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    /**
     * Trains into a folder.
     *
     * @param program the program's version, for the summary
     */
    public RunSummary run(RunFolder folder, boolean resume, Progress progress, String program) {
        progress.print("data        " + examples.size() + " examples"
                + (examples.tooLong() == 0 ? "" : ", " + examples.tooLong() + " left out (longer than the context)"));
        RunSummary summary;
        if (graded == null) {
            summary = train(folder, resume, progress, new Judge(null, null));
        } else {
            Tasks tasks = Tasks.heldOut(graded.environment(), recipe, model);
            try (Workers workers = Workers.start(model, recipe.rollout().settings())) {
                GroupSampler sampler = graded.sampler(recipe, tasks, model, workers);
                Evaluation evaluation = new Evaluation(tasks.heldOut(), sampler, held, recipe.seed());
                summary = train(folder, resume, progress, new Judge(workers, evaluation));
            }
        }
        SavedAdapter.write(policy, model, folder.adapter());
        Map<String, Object> further = new LinkedHashMap<>();
        further.put("model", recipe.model().path());
        further.put("method", recipe.method().name());
        further.put("examples", examples.size());
        further.put("versions", Provenance.versions(program, Torch.version()));
        further.put("machine", Provenance.machine(model.device()));
        Summary.write(folder, summary, further);
        return summary;
    }

    @Override
    public void close() {
        policy.close();
        model.close();
    }

    /** Who evaluates; nobody where both are null. */
    private record Judge(
            @Nullable Workers workers, @Nullable Evaluation evaluation) {}

    private RunSummary train(RunFolder folder, boolean resume, Progress progress, Judge judge) {
        String yaml = recipe.toYaml();
        if (!resume) {
            RunFolder.write(folder.config(), yaml);
        }
        RunPlan plan = new RunPlan(
                steps,
                recipe.seed(),
                folder.checkpoints(),
                recipe.training().checkpointEvery(),
                recipe.training().keepCheckpoints(),
                resume,
                Digest.of(yaml + "\n" + examples.fingerprint() + "\n" + settings));
        try (RunRecorder recorder = new RunRecorder(folder, "supervised, seed " + recipe.seed(), 0, progress);
                TrainingClient client = new TrainingClient(
                        policy,
                        judge.workers() == null ? null : judge.workers().pool(),
                        recipe.optimizer().settings(),
                        recipe.training().microBatchTokens(),
                        () -> Torch.prepareThread(0))) {
            RunSummary summary = new SftLoop(client, examples, settings, plan, judge.evaluation(), recorder).run();
            recorder.drawCurve();
            return summary;
        }
    }
}
