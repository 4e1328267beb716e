package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The advantage of GDPO: the z-score of each part of the reward within its group, their weighted sum, and that divided by its
 * standard deviation over the step (Bessel). So no part drowns in another of larger spread. The z-scores of a group sum to 0,
 * so the step's mean is 0 already, and groups in which no part has spread get exactly 0. A completion that lacks a part gets
 * nothing from it; one whose gate ({@code only_if}) is shut counts as 0 of it. Scores without parts are their own only part.
 *
 * @param weights parts of the reward with their weights; empty takes the reward's own in a recipe, and else every part once
 * @param epsilon added to each standard deviation, at least 0
 */
public record Gdpo(Map<String, Double> weights, double epsilon) implements Advantage {
    public Gdpo {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        GroupRewards.checkEpsilon(epsilon);
        weights.forEach((name, weight) -> {
            if (!Double.isFinite(weight)) {
                throw new InputException("weights." + name + " must be a number, but is " + weight);
            }
        });
    }

    /** The same with weights, where it has none. */
    public Gdpo orWeights(Map<String, Double> ofTheReward) {
        return weights.isEmpty() ? new Gdpo(ofTheReward, epsilon) : this;
    }

    @Override
    public boolean heedsPenalties() {
        return false; // only the parts count, each brought to the same scale
    }

    @Override
    public List<double[]> of(List<Group> groups) {
        Map<String, Double> parts = parts(groups);
        List<double[]> sums = new ArrayList<>();
        for (Group group : groups) {
            double[] sum = new double[group.scores().size()];
            parts.forEach((name, weight) -> add(weight, values(group, name), sum));
            sums.add(sum);
        }
        double[] all = sums.stream().flatMapToDouble(Arrays::stream).toArray();
        double scale = Math.sqrt(StatUtils.variance(all)) + epsilon;
        return scale == 0
                ? sums
                : sums.stream()
                        .map(sum -> GroupRewards.centred(sum, 0, 1 / scale))
                        .toList();
    }

    private Map<String, Double> parts(List<Group> groups) {
        Set<String> known = new LinkedHashSet<>();
        groups.forEach(g -> g.scores().forEach(s -> known.addAll(s.parts().keySet())));
        Map<String, Double> taken = new LinkedHashMap<>(weights);
        if (taken.isEmpty()) {
            known.forEach(name -> taken.put(name, 1.0));
        }
        for (String name : weights.keySet()) {
            if (!known.contains(name)) {
                throw new InputException(
                        "the advantage gdpo weighs the part '" + name + "' of the reward, but the scores"
                                + " have only " + (known.isEmpty() ? "their value" : String.join(", ", known)));
            }
        }
        return taken.isEmpty() ? Map.of("", 1.0) : taken;
    }

    /** A part of each completion; NaN where it has none. */
    private static double[] values(Group group, String part) {
        return group.scores().stream().mapToDouble(s -> value(s, part)).toArray();
    }

    private static double value(Score score, String part) {
        if (part.isEmpty()) {
            return score.value();
        }
        return score.parts().getOrDefault(part, Double.NaN) * score.parts().getOrDefault(part + "/only_if", 1.0);
    }

    private void add(double weight, double[] values, double[] sum) {
        double[] there = Arrays.stream(values).filter(v -> !Double.isNaN(v)).toArray();
        if (there.length == 0 || Advantage.withoutSpread(there)) {
            return;
        }
        double[] scores = GroupRewards.standardised(there, epsilon);
        for (int i = 0, k = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                sum[i] += weight * scores[k++];
            }
        }
    }
}
