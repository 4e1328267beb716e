package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Group;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;

/**
 * A reward that any model can climb is climbed: the share of a completion's tokens that are in a favoured set. The set takes every
 * second token by how often the untrained model samples it, so that it starts near a half.
 */
final class ToyReward implements Check {
    private static final int MOST_STEPS = 24;
    private static final int GROUP = 16;
    /** Standard errors of the difference that it must rise by, and at which no more steps are taken. */
    private static final double ABOVE_NOISE = 4;

    private static final double FAR_ABOVE_NOISE = 6;

    @Override
    public String name() {
        return "a toy reward is climbed";
    }

    @Override
    public Finding examine(SetUp setUp) {
        try (Trainee trainee = Trainee.of(setUp, "toy")) {
            List<Group> groups = trainee.sample("toy-0", GROUP);
            ToDoubleFunction<Completion> reward = favoured(groups, setUp.vocabulary());
            SummaryStatistics before = statistics(groups, reward);
            SummaryStatistics now = before;
            int step = 0;
            while (step < MOST_STEPS && aboveNoise(before, now) < FAR_ABOVE_NOISE) {
                step++;
                var gradient = trainee.gradient(
                        trainee.rewarded(groups, reward), setUp.algorithm().loss());
                var stepped = trainee.step(setUp.visibleRate());
                if (stepped.skipped() != null) {
                    throw new RlvrException(
                            "step " + step + " at loss " + gradient.loss() + " was skipped: " + stepped.skipped());
                }
                groups = trainee.sample("toy-" + step, GROUP);
                now = statistics(groups, reward);
            }
            return judge(before, now, step, setUp.visibleRate());
        }
    }

    /** The rise in standard errors. */
    private static double aboveNoise(SummaryStatistics before, SummaryStatistics now) {
        double rise = now.getMean() - before.getMean();
        return rise == 0 ? 0 : rise / noise(before, now);
    }

    private static double noise(SummaryStatistics before, SummaryStatistics now) {
        return Math.sqrt(before.getVariance() / before.getN() + now.getVariance() / now.getN());
    }

    private Finding judge(SummaryStatistics before, SummaryStatistics after, int steps, double rate) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("before", before.getMean());
        figures.put("after", after.getMean());
        figures.put("standard_error", noise(before, after));
        figures.put("steps", (double) steps);
        figures.put("learning_rate", rate);
        String message = String.format(
                Locale.ROOT,
                "%.3f to %.3f in %d steps at learning rate %.2g (noise %.3f)",
                before.getMean(),
                after.getMean(),
                steps,
                rate,
                noise(before, after));
        return Finding.of(
                this,
                aboveNoise(before, after) > ABOVE_NOISE,
                message,
                figures,
                "rewards do not reach the weights: look at the other lines; if they are green, the recipe's loss, advantage or KL"
                        + " holds the policy where it is");
    }

    private static ToDoubleFunction<Completion> favoured(List<Group> groups, int vocabulary) {
        int[] counts = new int[vocabulary];
        groups.forEach(g ->
                g.completions().forEach(c -> Arrays.stream(c.tokens()).forEach(t -> counts[t]++)));
        int[] byFrequency = IntStream.range(0, vocabulary)
                .boxed()
                .sorted(Comparator.comparingInt((Integer t) -> -counts[t]).thenComparingInt(t -> t))
                .mapToInt(t -> t)
                .toArray();
        Set<Integer> set = new HashSet<>();
        for (int i = 0; i < vocabulary; i += 2) {
            set.add(byFrequency[i]);
        }
        return completion -> Arrays.stream(completion.tokens())
                .mapToDouble(t -> set.contains(t) ? 1 : 0)
                .average()
                .orElse(0);
    }

    private static SummaryStatistics statistics(List<Group> groups, ToDoubleFunction<Completion> reward) {
        SummaryStatistics statistics = new SummaryStatistics();
        groups.forEach(g -> g.completions().forEach(c -> statistics.addValue(reward.applyAsDouble(c))));
        return statistics;
    }
}
