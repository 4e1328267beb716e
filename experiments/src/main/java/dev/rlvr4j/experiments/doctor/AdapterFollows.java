package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Rollouts come from the adapter that was just trained: they carry its version, and their log-probs are those of the current
 * weights, neither those of the base nor those of one step before.
 */
final class AdapterFollows implements Check {
    private static final int STEPS = 3;
    /** How much nearer the current weights must be than any other. */
    private static final double NEARER = 3;

    @Override
    public String name() {
        return "the adapter is applied";
    }

    @Override
    public Finding examine(SetUp setUp) {
        double current = 0;
        double base = Double.POSITIVE_INFINITY;
        double before = Double.POSITIVE_INFINITY;
        double farthestFromBase = 0;
        boolean stamped = true;
        try (Scratch scratch = new Scratch();
                Trainee trainee = Trainee.of(setUp, "adapter");
                Trainee behind = Trainee.of(setUp, "adapter-behind")) {
            List<Group> groups = trainee.sample("adapter", 4);
            for (int step = 1; step <= STEPS; step++) {
                Path previous = scratch.directory("step-" + step);
                trainee.save(previous);
                behind.load(previous);
                trainee.move(groups, setUp.visibleRate());
                AdapterVersion version = trainee.publish();
                groups = trainee.sample("adapter-" + step, 4);
                stamped &= groups.stream()
                        .flatMap(g -> g.completions().stream())
                        .flatMap(c -> c.versions().stream())
                        .allMatch(span -> span.version().equals(version));
                TrainingBatch batch = trainee.batch(groups);
                float[] sampler = Differences.sampler(batch);
                current = Math.max(current, Differences.meanDistance(sampler, trainee.logProbs(batch)));
                before = Math.min(before, Differences.meanDistance(sampler, behind.logProbs(batch)));
                double fromBase = Differences.meanDistance(sampler, trainee.baseLogProbs(batch));
                base = Math.min(base, fromBase);
                farthestFromBase = Math.max(farthestFromBase, fromBase);
            }
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("distance_to_current", current);
        figures.put("distance_to_one_before", before);
        figures.put("distance_to_base", base);
        figures.put("stamped", stamped ? 1.0 : 0.0);
        String message = String.format(
                Locale.ROOT,
                "log-probs of rollouts are %.2g from the current weights, %.2g from one step before, %.2g from the base; they carry"
                        + " %s version",
                current,
                before,
                base,
                stamped ? "its" : "another");
        boolean holds = stamped && NEARER * current < before && NEARER * current < base;
        return Finding.of(this, holds, message, figures, advice(current, before, farthestFromBase, stamped));
    }

    private static String advice(double current, double before, double farthestFromBase, boolean stamped) {
        if (NEARER * farthestFromBase < current) {
            return "rollouts come from the base model: the adapter never reaches the sampler";
        }
        if (NEARER * before < current) {
            return "rollouts come from the adapter of one step before: the sampler swaps too late";
        }
        return stamped
                ? "a step does not show in the rollouts: check the adapter's target modules and the optimizer's settings"
                : "rollouts do not carry the version that was published last: the sampler does not follow";
    }
}
