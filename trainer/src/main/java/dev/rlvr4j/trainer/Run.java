package dev.rlvr4j.trainer;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.trainer.checkpoint.Memory;
import dev.rlvr4j.trainer.checkpoint.Progress;
import dev.rlvr4j.trainer.checkpoint.RunCheckpoint;
import dev.rlvr4j.trainer.evaluation.Evaluation;
import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import dev.rlvr4j.trainer.metrics.MetricNames;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is around the steps of every loop: resume, evaluations, checkpoints, warnings, totals. */
final class Run {
    /** One step of a loop. */
    interface Step {
        /**
         * Does a step.
         *
         * @param step counted from 1
         * @param position index of the next task or example
         */
        Outcome run(int step, long position);
    }

    /**
     * What a step gave.
     *
     * @param position index of the next task or example
     * @param metrics figures of the step
     * @param samples the rollouts of the step, if it sampled
     * @param skipped why the optimizer step was skipped, if it was
     */
    record Outcome(
            long position,
            Metrics metrics,
            List<Group> samples,
            @Nullable String skipped) {}

    private static final String MEMORY = "memory";

    private final TrainingClient client;
    private final RunPlan plan;
    private final @Nullable Evaluation evaluation;
    private final RunListener listener;
    private final List<Memory> memories;
    private final long start = System.nanoTime();

    private Progress progress;
    private Warnings warnings;
    private @Nullable EvaluationReport baseline;
    private @Nullable EvaluationReport latest;
    private final Map<String, Double> totals;

    Run(
            TrainingClient client,
            RunPlan plan,
            @Nullable Evaluation evaluation,
            RunListener listener,
            List<Memory> memories) {
        this.client = client;
        this.plan = plan;
        this.evaluation = evaluation;
        this.listener = listener;
        this.memories = List.copyOf(memories);
        List<String> damaged = new ArrayList<>();
        Optional<RunCheckpoint> checkpoint = findCheckpoint(damaged);
        checkpoint.ifPresent(c -> restore(c.directory()));
        progress = checkpoint.map(RunCheckpoint::progress).orElse(Progress.none(plan.fingerprint(), plan.seed()));
        warnings = new Warnings(listener, progress.warned());
        baseline = progress.baseline();
        latest = progress.latest();
        totals = new TreeMap<>(progress.totals());
        listener.onStart(new RunStart(
                progress.step(),
                plan.steps(),
                checkpoint.map(RunCheckpoint::directory).orElse(null),
                progress.logLengths()));
        damaged.forEach(listener::onWarning);
    }

    Warnings warnings() {
        return warnings;
    }

    RunSummary run(Step body) {
        long position = progress.dataPosition();
        if (progress.step() == 0 && evaluation != null) {
            // With a frozen adapter below, what training starts from is that, not the base.
            AdapterVersion start = client.standsOnAdapter() ? Await.result(client.publish()) : AdapterVersion.BASE;
            baseline = evaluate(evaluation, 0, start);
        }
        for (int step = progress.step() + 1; step <= plan.steps(); step++) {
            long began = System.nanoTime();
            Outcome outcome = body.run(step, position);
            position = outcome.position();
            Map<String, Double> metrics = new LinkedHashMap<>(outcome.metrics().toMap());
            metrics.put(MetricNames.TIME_STEP, (System.nanoTime() - began) / 1e9);
            metrics.forEach((name, value) -> totals.merge(name, value, Double::sum));
            if (outcome.skipped() != null) {
                warnings.tell("skipped", "step " + step + " left the weights as they were: " + outcome.skipped());
            }
            warnings.check(step, metrics);
            listener.onStep(new StepReport(step, plan.steps(), metrics));
            if (!outcome.samples().isEmpty()) {
                listener.onSamples(step, outcome.samples());
            }
            if (evaluation != null && evaluation.settings().due(step, plan.steps())) {
                latest = evaluate(evaluation, step, null);
            }
            if (plan.checkpoints() != null && plan.checkpointDue(step)) {
                checkpoint(plan.checkpoints(), step, position);
            }
        }
        return new RunSummary(
                Math.max(plan.steps(), progress.step()),
                plan.seed(),
                Await.result(client.version()),
                client.trainableParameters(),
                wallSeconds(),
                baseline,
                latest,
                totals);
    }

    private Optional<RunCheckpoint> findCheckpoint(List<String> damaged) {
        Path folder = plan.checkpoints();
        if (folder == null) {
            return Optional.empty();
        }
        if (!plan.resume()) {
            RunCheckpoint.newest(folder).ifPresent(newest -> {
                throw new InputException("the folder " + folder + " already holds checkpoints of a run, the newest "
                        + newest.getFileName() + "; resume that run, or take another folder");
            });
            return Optional.empty();
        }
        Optional<RunCheckpoint> intact = RunCheckpoint.newestIntact(folder, damaged::add);
        intact.ifPresent(c -> c.requireSameRun(plan.fingerprint(), plan.seed()));
        return intact;
    }

    private void restore(Path checkpoint) {
        try {
            var unused = Await.result(client.loadState(checkpoint));
            for (Memory memory : memories) {
                recall(memory, checkpoint);
            }
        } catch (InputException e) {
            throw new InputException(
                    "the checkpoint " + checkpoint + " is as it was written, but cannot be resumed: " + e.getMessage()
                            + "; remove that folder to continue from the one before it",
                    e);
        }
    }

    private static void recall(Memory memory, Path checkpoint) {
        Path directory = checkpoint.resolve(MEMORY).resolve(memory.name());
        if (!Files.isDirectory(directory)) {
            throw new InputException("it has no " + MEMORY + "/" + memory.name() + ", which this run needs");
        }
        try {
            memory.load(directory);
        } catch (IOException e) {
            throw new InputException("its " + MEMORY + "/" + memory.name() + " cannot be read (" + e + ")", e);
        }
    }

    private void save(Path directory) throws IOException {
        Await.result(client.saveState(directory));
        for (Memory memory : memories) {
            memory.save(Files.createDirectories(directory.resolve(MEMORY).resolve(memory.name())));
        }
    }

    private EvaluationReport evaluate(Evaluation held, int step, @Nullable AdapterVersion version) {
        AdapterVersion clean = Await.result(client.publish());
        AdapterVersion evaluated = version == null && client.isNoisy() ? clean : version;
        EvaluationReport report = Await.result(held.evaluate(step, evaluated)).report();
        listener.onEvaluation(report);
        return report;
    }

    private void checkpoint(Path directory, int step, long position) {
        memories.forEach(memory -> memory.settle(step));
        Progress now = new Progress(
                Progress.FORMAT,
                plan.fingerprint(),
                plan.seed(),
                step,
                position,
                totals,
                wallSeconds(),
                warnings.told(),
                baseline,
                latest,
                listener.logLengths());
        RunCheckpoint written = RunCheckpoint.write(directory, now, plan.keepCheckpoints(), this::save);
        listener.onCheckpoint(written.directory(), step);
    }

    private double wallSeconds() {
        return progress.wallSeconds() + (System.nanoTime() - start) / 1e9;
    }
}
