package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/**
 * The advantage of REINFORCE++ (Hu et al. 2025): the return of each token, G_t = r_t + gamma G_{t+1}, whitened over all sampled
 * tokens of the step, (G - mean) / sqrt(variance + epsilon) with Bessel's correction. The reward stands at a completion's last
 * token, penalties at their own. The baseline form takes R - mean of the group for each token instead of the return. Exactly 0
 * where all tokens of the step have the same.
 *
 * @param gamma discount per token, in [0, 1]
 * @param groupBaseline the baseline form; needs gamma 1
 * @param epsilon added to the variance, at least 0
 */
public record TokenWhitening(double gamma, boolean groupBaseline, double epsilon) implements Advantage {
    /** REINFORCE++. */
    public static final TokenWhitening RETURNS = new TokenWhitening(1, false, 1e-8);

    /** REINFORCE++-baseline. */
    public static final TokenWhitening BASELINE = new TokenWhitening(1, true, 1e-8);

    public TokenWhitening {
        if (!(gamma >= 0 && gamma <= 1)) {
            throw new InputException("gamma must be in [0, 1], but is " + gamma);
        }
        if (groupBaseline && gamma != 1) {
            throw new InputException(
                    "gamma must be 1 with group_baseline, which gives all tokens of a completion the same," + " but is "
                            + gamma);
        }
        GroupRewards.checkEpsilon(epsilon);
    }

    /** The advantage of each completion's first token; with gamma 1 and without penalties, of all its tokens. */
    @Override
    public List<double[]> of(List<Group> groups) {
        double[] perToken = ofTokens(groups, null);
        int[] offsets = TokenRewards.of(groups, null).offsets();
        List<double[]> first = new ArrayList<>();
        int s = 0;
        for (Group group : groups) {
            double[] advantages = new double[group.completions().size()];
            for (int i = 0; i < advantages.length; i++, s++) {
                advantages[i] = perToken[offsets[s]];
            }
            first.add(advantages);
        }
        return first;
    }

    @Override
    public double[] ofTokens(List<Group> groups, double @Nullable [] penalties) {
        TokenRewards tokens = TokenRewards.of(groups, penalties);
        return whitened(
                groupBaseline
                        ? tokens.spread(new MeanOnly().of(tokens.penalised(groups)))
                        : tokens.returns(GroupRewards.all(groups), gamma));
    }

    private double[] whitened(double[] values) {
        if (Advantage.withoutSpread(values)) {
            return new double[values.length];
        }
        double mean = StatUtils.mean(values);
        double scale = 1 / Math.sqrt(StatUtils.variance(values, mean) + epsilon);
        return Arrays.stream(values).map(v -> (v - mean) * scale).toArray();
    }
}
