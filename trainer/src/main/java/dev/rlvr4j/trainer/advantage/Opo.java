package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Group;
import java.util.List;

/**
 * The advantage of OPO (Hao et al. 2025): R minus the mean of the group weighted by length, sum(length R) / sum(length), the
 * baseline of least variance where the gradient of a completion grows with its length. Groups without spread get exactly 0.
 */
public record Opo() implements Advantage {
    @Override
    public List<double[]> of(List<Group> groups) {
        return groups.stream().map(Opo::advantages).toList();
    }

    private static double[] advantages(Group group) {
        double[] rewards = group.rewards();
        if (Advantage.withoutSpread(rewards)) {
            return new double[rewards.length];
        }
        double weighted = 0;
        double tokens = 0;
        for (int i = 0; i < rewards.length; i++) {
            Completion completion = group.completions().get(i);
            weighted += completion.sampledTokens() * rewards[i];
            tokens += completion.sampledTokens();
        }
        return GroupRewards.centred(rewards, weighted / tokens, 1);
    }
}
