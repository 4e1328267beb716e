package dev.rlvr4j.trainer.advantage;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Group;
import java.util.List;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The advantage of GPG (Chu et al. 2025): alpha (R - mean) / normaliser, where alpha = completions / completions whose group
 * has spread makes up for the groups that teach nothing. Groups without spread get exactly 0.
 *
 * @param normaliser F_norm, positive
 */
public record Gpg(double normaliser) implements Advantage {
    public Gpg {
        if (!(normaliser > 0) || Double.isInfinite(normaliser)) {
            throw new InputException("normaliser must be positive, but is " + normaliser);
        }
    }

    @Override
    public List<double[]> of(List<Group> groups) {
        int all = 0;
        int teaching = 0;
        for (Group group : groups) {
            int size = group.completions().size();
            all += size;
            teaching += Advantage.withoutSpread(group.rewards()) ? 0 : size;
        }
        double scale = teaching == 0 ? 0 : (double) all / teaching / normaliser;
        return GroupRewards.compared(groups, rewards -> GroupRewards.centred(rewards, StatUtils.mean(rewards), scale));
    }
}
