package dev.rlvr4j.experiments.collect;

import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Rewards;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which completions of a task are kept.
 *
 * @param kept their places in the group, in its order
 * @param repeated how many have the same tokens as an earlier one, and so are no choice
 * @param failed how many no verifier could judge: their score says nothing, so that they are kept only where all are
 */
record Selection(List<Integer> kept, int repeated, int failed) {
    static Selection of(Group group, CollectSettings settings) {
        List<Integer> different = new ArrayList<>();
        Set<List<Integer>> seen = new HashSet<>();
        for (int i = 0; i < group.completions().size(); i++) {
            Completion completion = group.completions().get(i);
            if (seen.add(Arrays.stream(completion.tokens()).boxed().toList())) {
                different.add(i);
            }
        }
        int repeated = group.completions().size() - different.size();
        List<Integer> good = different.stream()
                .filter(i -> settings.keep() == CollectSettings.Keep.ALL
                        || good(group.scores().get(i), settings))
                .toList();
        if (settings.keep() == CollectSettings.Keep.BEST) {
            good = good.stream()
                    .min(Comparator.comparingDouble(i -> -group.scores().get(i).value()))
                    .map(List::of)
                    .orElse(List.of());
        }
        if (settings.most() > 0 && good.size() > settings.most()) {
            good = good.subList(0, settings.most());
        }
        int failed = (int) group.scores().stream().filter(Rewards::failed).count();
        return new Selection(good, repeated, failed);
    }

    private static boolean good(Score score, CollectSettings settings) {
        return score.value() >= settings.minScore() && !Rewards.failed(score);
    }
}
