package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sampled tokens of a step's completions side by side, and what is taken off the reward of each.
 *
 * @param offsets tokens of completion s are {@code [offsets[s], offsets[s + 1])}; {@code [S + 1]}
 * @param penalties {@code [N]}, or null for nothing
 */
record TokenRewards(int[] offsets, double @Nullable [] penalties) {
    static TokenRewards of(List<Group> groups, double @Nullable [] penalties) {
        int[] lengths = groups.stream()
                .flatMap(g -> g.completions().stream())
                .mapToInt(Completion::sampledTokens)
                .toArray();
        int[] offsets = new int[lengths.length + 1];
        for (int s = 0; s < lengths.length; s++) {
            offsets[s + 1] = offsets[s] + lengths[s];
        }
        if (penalties != null && penalties.length != offsets[lengths.length]) {
            throw new RlvrException("completions of " + offsets[lengths.length]
                    + " tokens need as many penalties, but there are " + penalties.length);
        }
        return new TokenRewards(offsets, penalties);
    }

    int tokens() {
        return offsets[offsets.length - 1];
    }

    /** The groups with scores lowered by the sum of their penalties. */
    List<Group> penalised(List<Group> groups) {
        double[] taken = penalties;
        if (taken == null) {
            return groups;
        }
        List<Group> lowered = new ArrayList<>();
        int s = 0;
        for (Group group : groups) {
            List<Score> scores = new ArrayList<>();
            for (Score score : group.scores()) {
                double sum = Arrays.stream(taken, offsets[s], offsets[s + 1]).sum();
                scores.add(new Score(score.value() - sum, score.parts(), score.reason()));
                s++;
            }
            lowered.add(new Group(group.prompt(), group.completions(), scores));
        }
        return lowered;
    }

    /** Gives each token the value of its completion. */
    double[] spread(List<double[]> perCompletion) {
        double[] values = perCompletion.stream().flatMapToDouble(Arrays::stream).toArray();
        if (values.length != offsets.length - 1) {
            throw new RlvrException("a step has " + (offsets.length - 1)
                    + " completions, but the advantage estimator gave " + values.length + " advantages");
        }
        double[] perToken = new double[tokens()];
        for (int s = 0; s < values.length; s++) {
            Arrays.fill(perToken, offsets[s], offsets[s + 1], values[s]);
        }
        return perToken;
    }

    /** The discounted return from each token on; the reward of completion s is given at its last token. */
    double[] returns(double[] rewards, double gamma) {
        double[] returns = new double[tokens()];
        for (int s = 0; s < rewards.length; s++) {
            double later = rewards[s];
            for (int i = offsets[s + 1] - 1; i >= offsets[s]; i--) {
                double own = penalties == null ? 0 : -penalties[i];
                returns[i] = i == offsets[s + 1] - 1 ? later + own : own + gamma * later;
                later = returns[i];
            }
        }
        return returns;
    }
}
