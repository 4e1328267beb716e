package dev.rlvr4j.trainer;

import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import dev.rlvr4j.trainer.metrics.MetricNames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Keeps what a run tells in a log, one line per call, cut back on resume as a run folder would. Metrics are kept without
 * those that measure time.
 */
class RecordingListener implements RunListener {
    /** The log: it outlives listeners, as a file outlives processes. */
    final List<String> log;

    final List<Map<String, Double>> steps = new ArrayList<>();
    final List<EvaluationReport> evaluations = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final List<Path> checkpoints = new ArrayList<>();

    RecordingListener(List<String> log) {
        this.log = log;
    }

    RecordingListener() {
        this(new ArrayList<>());
    }

    /** A metric of a step, counted from 1. */
    double figure(int step, String metric) {
        return Objects.requireNonNull(steps.get(step - 1).get(metric), metric);
    }

    /** Called before each event is logged; may throw. */
    void before(String event) {}

    private void write(String event, String line) {
        before(event);
        log.add(event + " " + line);
    }

    @Override
    public void onStart(RunStart start) {
        int keep = (int) (long) start.logLengths().getOrDefault("log", 0L);
        log.subList(keep, log.size()).clear();
    }

    @Override
    public void onStep(StepReport report) {
        Map<String, Double> metrics = new LinkedHashMap<>(report.metrics());
        metrics.keySet().removeAll(MetricNames.TIMING);
        steps.add(metrics);
        write("step " + report.step(), metrics.toString());
    }

    @Override
    public void onSamples(int step, List<Group> groups) {
        StringBuilder line = new StringBuilder();
        for (Group group : groups) {
            group.completions()
                    .forEach(c -> line.append(c.text()).append(c.versions()).append(';'));
        }
        write("samples " + step, line.toString());
    }

    @Override
    public void onEvaluation(EvaluationReport report) {
        evaluations.add(report);
        write("evaluation " + report.step(), report.version() + " " + report.metrics());
    }

    @Override
    public void onWarning(String message) {
        warnings.add(message);
        write("warning", message);
    }

    @Override
    public Map<String, Long> logLengths() {
        return Map.of("log", (long) log.size());
    }

    @Override
    public void onCheckpoint(Path directory, int step) {
        checkpoints.add(directory);
        before("checkpoint " + step);
    }
}
