package dev.rlvr4j.experiments.run;

import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.trainer.RunListener;
import dev.rlvr4j.trainer.RunStart;
import dev.rlvr4j.trainer.StepReport;
import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a run into its folder while it goes, and shows how far it is. In {@code metrics.jsonl} everything that a repeated or
 * resumed run may not have equal stands under {@code timing}.
 */
public final class RunRecorder implements RunListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunRecorder.class);
    private static final String METRICS = "metrics.jsonl";
    private static final String SAMPLES = "samples.jsonl";
    private static final String SCHEDULE = "schedule.txt";
    private static final String TENSORBOARD = "tensorboard";

    private final RunFolder folder;
    private final String title;
    private final int samplesPerStep;
    private final Progress progress;
    private final Map<String, String> verifiers;
    private final @Nullable ScheduleFile schedule;
    private final ProgressLine line = new ProgressLine(System::nanoTime);

    private @Nullable JsonLines metrics;
    private @Nullable JsonLines samples;
    private @Nullable TensorBoardLog tensorBoard;

    /** A recorder of a run without rewards. */
    public RunRecorder(RunFolder folder, String title, int samplesPerStep, Progress progress) {
        this(folder, title, samplesPerStep, progress, Map.of(), null);
    }

    /**
     * @param title the heading of the curve
     * @param samplesPerStep completions of each step written to samples.jsonl; 0 writes all
     * @param verifiers versions of the verifiers by name, for every record; where there are none, no record says so
     * @param schedule of an asynchronous run; null where there is none
     */
    public RunRecorder(
            RunFolder folder,
            String title,
            int samplesPerStep,
            Progress progress,
            Map<String, String> verifiers,
            @Nullable ScheduleFile schedule) {
        this.verifiers = new TreeMap<>(verifiers);
        this.folder = folder;
        this.title = title;
        this.samplesPerStep = samplesPerStep;
        this.progress = progress;
        this.schedule = schedule;
    }

    @Override
    public void onStart(RunStart start) {
        Map<String, Long> lengths = start.logLengths();
        metrics = new JsonLines(folder.metrics(), lengths.getOrDefault(METRICS, 0L));
        samples = new JsonLines(folder.samples(), lengths.getOrDefault(SAMPLES, 0L));
        tensorBoard = new TensorBoardLog(folder.tensorBoard(), lengths.getOrDefault(TENSORBOARD, 0L));
        if (schedule != null) {
            schedule.begin(start.step(), lengths.getOrDefault(SCHEDULE, 0L));
        }
        LOG.info("run of {} steps in {} begins after step {}", start.totalSteps(), folder.path(), start.step());
        if (start.checkpoint() != null) {
            progress.print("resumed after step " + start.step() + " of " + start.totalSteps() + ", from "
                    + start.checkpoint());
        }
        progress.show(line.begin(start), true);
    }

    @Override
    public void onStep(StepReport report) {
        Map<String, Object> entry = new LinkedHashMap<>();
        Map<String, Object> timing = new LinkedHashMap<>();
        entry.put("step", report.step());
        report.metrics().forEach((name, value) -> {
            (MetricNames.TIMING.contains(name) ? timing : entry).put(name, value);
            open(tensorBoard).scalar(name, report.step(), value);
        });
        append(entry, timing);
        LOG.info("step {} {}", report.step(), report.metrics());
        progress.show(line.step(report), false);
    }

    @Override
    public void onSamples(int step, List<Group> groups) {
        int total = groups.stream().mapToInt(g -> g.completions().size()).sum();
        int wanted = samplesPerStep == 0 ? total : Math.min(total, samplesPerStep);
        int index = 0;
        for (Group group : groups) {
            for (int i = 0; i < group.completions().size(); i++, index++) {
                // Evenly spread: where the count of those wanted so far rises.
                if ((long) (index + 1) * wanted / total > (long) index * wanted / total) {
                    open(samples).append(sample(step, group, i));
                }
            }
        }
    }

    private Map<String, Object> sample(int step, Group group, int i) {
        Completion completion = group.completions().get(i);
        Score score = group.scores().get(i);
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("step", step);
        entry.put("task", group.prompt().taskId());
        entry.put("prompt", group.prompt().text());
        entry.put("completion", completion.text());
        entry.put("reward", score.value());
        entry.put("parts", new TreeMap<>(score.parts()));
        entry.put("reason", score.reason());
        putVerifiers(entry);
        entry.put("tokens", completion.tokens().length);
        entry.put("finish", completion.truncated() ? "length" : "stop");
        entry.put(
                "versions",
                completion.versions().stream().map(RunRecorder::span).toList());
        return entry;
    }

    private static Map<String, Object> span(VersionSpan span) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("adapter", span.version().toString());
        entry.put("from", span.start());
        entry.put("to", span.end());
        return entry;
    }

    @Override
    public void onEvaluation(EvaluationReport report) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("step", report.step());
        entry.put("eval/accuracy", report.accuracy());
        entry.put("eval/tasks", report.tasks());
        entry.putAll(report.metrics());
        report.metrics().forEach((name, value) -> open(tensorBoard).scalar(name, report.step(), value));
        open(tensorBoard).scalar("eval/accuracy", report.step(), report.accuracy());
        append(entry, new LinkedHashMap<>(Map.of("time/evaluation", report.seconds())));
        LOG.info("evaluation {}", report);
        progress.show(line.evaluation(report), true);
    }

    @Override
    public void onWarning(String message) {
        progress.clear();
        LOG.warn("warning: {}", message);
    }

    @Override
    public Map<String, Long> logLengths() {
        Map<String, Long> lengths = new TreeMap<>();
        lengths.put(METRICS, open(metrics).flushedLength());
        lengths.put(SAMPLES, open(samples).flushedLength());
        lengths.put(TENSORBOARD, open(tensorBoard).flushedLength());
        if (schedule != null) {
            lengths.put(SCHEDULE, schedule.flushedLength());
        }
        return lengths;
    }

    @Override
    public void onCheckpoint(Path directory, int step) {
        LOG.info("checkpoint {}", directory);
        drawCurve();
    }

    /** Draws the curve of all steps so far. A picture that cannot be drawn is a warning, not the end of a run. */
    public void drawCurve() {
        try {
            CurveData.read(folder.metrics()).draw(folder.curve(), title);
        } catch (RuntimeException | LinkageError | InternalError e) { // a Java without fonts or AWT throws any of these
            LOG.warn("warning: {} could not be drawn: {}", folder.curve(), e.toString());
        }
    }

    /** Ends the logs. */
    @Override
    public void close() {
        progress.end();
        if (metrics != null) {
            metrics.close();
        }
        if (samples != null) {
            samples.close();
        }
        if (tensorBoard != null) {
            tensorBoard.close();
        }
        if (schedule != null) {
            schedule.close();
        }
    }

    private void append(Map<String, Object> entry, Map<String, Object> timing) {
        putVerifiers(entry);
        timing.put("at", Instant.now().toString());
        entry.put("timing", timing);
        open(metrics).append(entry);
    }

    private void putVerifiers(Map<String, Object> entry) {
        if (!verifiers.isEmpty()) {
            entry.put("verifiers", verifiers);
        }
    }

    private static <T> T open(@Nullable T log) {
        if (log == null) {
            throw new IllegalStateException("a run reports onStart first");
        }
        return log;
    }
}
