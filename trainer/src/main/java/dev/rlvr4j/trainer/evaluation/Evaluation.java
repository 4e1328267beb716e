package dev.rlvr4j.trainer.evaluation;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/**
 * Held-out accuracy: the first n tasks of a source, k samples each. Every evaluation of a run uses the same tasks and the
 * same noise, so that two of them differ by the weights alone.
 */
public final class Evaluation {
    /**
     * A report and what it was made from.
     *
     * @param report the figures
     * @param groups the tasks' prompts, completions and scores
     */
    public record Outcome(EvaluationReport report, List<Group> groups) {}

    private final GroupSampler sampler;
    private final EvaluationSettings settings;
    private final List<Task> tasks;
    private final long seed;

    /**
     * Takes the tasks, of which there may be fewer than asked for, and checks that their prompts fit.
     *
     * @param seed the run's seed
     */
    public Evaluation(TaskSource heldOut, GroupSampler sampler, EvaluationSettings settings, long seed) {
        long count = Math.min(settings.tasks(), heldOut.size());
        if (count == 0) {
            throw new InputException("there are no held-out tasks to evaluate on (evaluation.tasks is "
                    + settings.tasks() + ", the source has " + heldOut.size() + ")");
        }
        this.sampler = sampler;
        this.settings = settings;
        this.tasks = LongStream.range(0, count).mapToObj(heldOut::task).toList();
        this.seed = CounterRandom.key(seed, "evaluation");
        tasks.forEach(sampler::prompt);
    }

    public EvaluationSettings settings() {
        return settings;
    }

    /**
     * Evaluates.
     *
     * @param step what the report calls the moment
     * @param version the adapter version to evaluate; null is the newest
     */
    public Future<Outcome> evaluate(int step, @Nullable AdapterVersion version) {
        long start = System.nanoTime();
        return sampler.groups(tasks, settings.samplesPerTask(), settings.sampling(), seed, version)
                .map(scored ->
                        new Outcome(report(step, version, scored, (System.nanoTime() - start) / 1e9), scored.groups()));
    }

    private EvaluationReport report(int step, @Nullable AdapterVersion version, ScoredGroups scored, double seconds) {
        List<Group> groups = scored.groups();
        int k = settings.samplesPerTask();
        int[] hits = groups.stream()
                .mapToInt(g -> (int) g.scores().stream().filter(Score::correct).count())
                .toArray();
        double[] accuracies = new double[hits.length];
        int total = 0;
        for (int i = 0; i < hits.length; i++) {
            accuracies[i] = (double) hits[i] / k;
            total += hits[i];
        }
        Map<Integer, Double> passAt = new LinkedHashMap<>();
        for (int at : settings.passAt()) {
            double sum = 0;
            for (int hit : hits) {
                sum += PassAtK.estimate(k, hit, at);
            }
            passAt.put(at, sum / hits.length);
        }
        List<Completion> completions = new ArrayList<>();
        groups.forEach(g -> completions.addAll(g.completions()));
        Interval interval = k == 1
                ? Interval.wilson(hits.length, total)
                : Interval.overTasks(accuracies, CounterRandom.key(seed, "bootstrap"));
        return new EvaluationReport(
                step,
                version != null ? version : lastVersion(completions),
                hits.length,
                k,
                (double) total / ((double) hits.length * k),
                interval,
                passAt,
                groups.stream()
                        .mapToDouble(g -> StatUtils.mean(g.rewards()))
                        .average()
                        .orElseThrow(),
                completions.stream()
                        .mapToInt(Completion::sampledTokens)
                        .average()
                        .orElseThrow(),
                (double) completions.stream().filter(Completion::truncated).count() / completions.size(),
                parts(groups),
                scored.figures(),
                seconds);
    }

    private static Map<String, Double> parts(List<Group> groups) {
        return groups.stream()
                .flatMap(group -> group.scores().stream())
                .flatMap(score -> score.parts().entrySet().stream())
                .collect(Collectors.groupingBy(Map.Entry::getKey, Collectors.averagingDouble(Map.Entry::getValue)));
    }

    private static AdapterVersion lastVersion(List<Completion> completions) {
        var spans = completions.get(completions.size() - 1).versions();
        return spans.get(spans.size() - 1).version();
    }
}
