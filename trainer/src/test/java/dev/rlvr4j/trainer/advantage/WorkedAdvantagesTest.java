package dev.rlvr4j.trainer.advantage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.trainer.checkpoint.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each estimator on numbers worked by hand. */
class WorkedAdvantagesTest {
    private static final List<Group> TWO = List.of(Groups.of(1, 0, 0, 0), Groups.of(1, 1));

    private static void check(Advantage advantage, List<Group> groups, double[]... expected) {
        List<double[]> actual = advantage.of(groups);
        assertThat(actual).hasSize(expected.length);
        for (int g = 0; g < expected.length; g++) {
            assertThat(actual.get(g)).containsExactly(expected[g], within(1e-9));
        }
    }

    @Test
    void batchStd() {
        // all rewards 1 0 0 0 1 1: mean 1/2, variance 6 * 0.25 / 5 = 0.3; the first group's mean is 1/4
        double std = Math.sqrt(0.3);
        check(new BatchStd(0), TWO, new double[] {0.75 / std, -0.25 / std, -0.25 / std, -0.25 / std}, new double[] {0, 0
        });
        check(new BatchStd(1), List.of(Groups.of(3, 1)), new double[] {1 / (1 + Math.sqrt(2)), -1 / (1 + Math.sqrt(2))
        });
    }

    @Test
    void leaveOneOut() {
        // of 1 0 0 0: 1 - 0, and three times 0 - 1/3
        check(new LeaveOneOut(), TWO, new double[] {1, -1 / 3.0, -1 / 3.0, -1 / 3.0}, new double[] {0, 0});
        // of 4 1 1: 4 - 1, and twice 1 - 2.5
        check(new LeaveOneOut(), List.of(Groups.of(4, 1, 1)), new double[] {3, -1.5, -1.5});
    }

    @Test
    void maxRl() {
        // mean 1/4: 0.75 / 0.25 = 3 and -1
        check(new MaxRl(0), TWO, new double[] {3, -1, -1, -1}, new double[] {0, 0});
        check(new MaxRl(0.25), TWO, new double[] {1.5, -0.5, -0.5, -0.5}, new double[] {0, 0});
        assertThatThrownBy(() -> new MaxRl(0).of(List.of(Groups.of(-1, 0))))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("-0.5");
    }

    @Test
    void passAtK() {
        // of 0 3 1 2: mean 1.5, variance (2.25 + 2.25 + 0.25 + 0.25) / 3 = 5/3; best 3, second 2
        check(
                new PassAtK(0),
                List.of(Groups.of(0, 3, 1, 2), Groups.of(1, 1, 0), Groups.of(2)),
                new double[] {0, 1 / Math.sqrt(5 / 3.0), 0, 0},
                new double[] {0, 0, 0},
                new double[] {0});
    }

    @Test
    void opo() {
        // lengths 1 3, rewards 1 0: baseline 1/4
        check(
                new Opo(),
                List.of(Groups.of(new int[] {1, 3}, 1, 0), Groups.of(new int[] {5, 2}, 0.1, 0.1)),
                new double[] {0.75, -0.25},
                new double[] {0, 0});
    }

    @Test
    void gpg() {
        // 6 completions, 4 of them in the group with spread: alpha 1.5
        check(new Gpg(1), TWO, new double[] {1.125, -0.375, -0.375, -0.375}, new double[] {0, 0});
        check(new Gpg(3), TWO, new double[] {0.375, -0.125, -0.125, -0.125}, new double[] {0, 0});
        check(new Gpg(1), List.of(Groups.of(1, 1)), new double[] {0, 0});
    }

    @Test
    void gdpoBringsEachPartToItsOwnScale() {
        // "right" 1 0 and "short" 0 100: z-scores +-1/sqrt 2 each; 2 * right + 1 * short gives +-1/sqrt 2.
        // Over the step: +-1/sqrt 2 and 0 0, variance (1/2 + 1/2) / 3 = 1/3.
        List<Group> groups = List.of(
                Groups.ofParts(List.of(Map.of("right", 1.0, "short", 0.0), Map.of("right", 0.0, "short", 100.0))),
                Groups.ofParts(List.of(Map.of("right", 1.0, "short", 0.3), Map.of("right", 1.0, "short", 0.3))));
        double expected = Math.sqrt(0.5) / Math.sqrt(1 / 3.0);
        check(
                new Gdpo(Map.of("right", 2.0, "short", 1.0), 0),
                groups,
                new double[] {expected, -expected},
                new double[] {0, 0});
        assertThat(new Gdpo(Map.of(), 1e-4).orWeights(Map.of("right", 1.0)).weights())
                .containsEntry("right", 1.0);
        assertThatThrownBy(() -> new Gdpo(Map.of("wrong", 1.0), 0).of(groups))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'wrong'");
    }

    @Test
    void gdpoTakesWhatIsThereAndOnlyWhereTheGateIsOpen() {
        // the middle one lacks the part; the gate of the last is shut, so it counts as 0: z-scores of 2 and 0
        List<Group> groups = List.of(
                Groups.ofParts(List.of(Map.of("a", 2.0), Map.of("b", 1.0), Map.of("a", 5.0, "a/only_if", 0.0))));
        // sums 1/sqrt 2, 0, -1/sqrt 2 have variance 1/2
        check(new Gdpo(Map.of("a", 1.0), 0), groups, new double[] {1, 0, -1});
        check(new Gdpo(Map.of(), 0), List.of(Groups.of(3, 1)), new double[] {Math.sqrt(0.5), -Math.sqrt(0.5)});
    }

    @Test
    void tokenWhitening() {
        // lengths 1 3, rewards 1 0, gamma 1: returns 1 | 0 0 0: mean 1/4, variance (9/16 + 3/16) / 3 = 1/4
        List<Group> groups = List.of(Groups.of(new int[] {1, 3}, 1, 0));
        assertThat(new TokenWhitening(1, false, 0).ofTokens(groups, null))
                .containsExactly(new double[] {1.5, -0.5, -0.5, -0.5}, within(1e-12));
        check(new TokenWhitening(1, false, 0), groups, new double[] {1.5, -0.5});
        // gamma 1/2, rewards 0 4: returns 0 | 1 2 4: mean 7/4, variance (49 + 9 + 1 + 81) / 16 / 3 = 35/12
        double std = Math.sqrt(35 / 12.0);
        assertThat(new TokenWhitening(0.5, false, 0).ofTokens(List.of(Groups.of(new int[] {1, 3}, 0, 4)), null))
                .containsExactly(new double[] {-1.75 / std, -0.75 / std, 0.25 / std, 2.25 / std}, within(1e-12));
    }

    @Test
    void tokenWhiteningWithPenaltiesAtTheirTokens() {
        // rewards 1 0; penalties 0 | 0 1 0: returns 1 | -1 -1 0: mean -1/4, variance (25 + 9 + 9 + 1) / 16 / 3 = 11/12
        double std = Math.sqrt(11 / 12.0);
        assertThat(new TokenWhitening(1, false, 0).ofTokens(List.of(Groups.of(new int[] {1, 3}, 1, 0)), new double[] {
                    0, 0, 1, 0
                }))
                .containsExactly(new double[] {1.25 / std, -0.75 / std, -0.75 / std, 0.25 / std}, within(1e-12));
    }

    @Test
    void tokenWhiteningOverAGroupBaseline() {
        // R - mean: 1/2 | -1/2 -1/2 -1/2: mean -1/4, variance (9 + 1 + 1 + 1) / 16 / 3 = 1/4
        assertThat(new TokenWhitening(1, true, 0).ofTokens(List.of(Groups.of(new int[] {1, 3}, 1, 0)), null))
                .containsExactly(new double[] {1.5, -0.5, -0.5, -0.5}, within(1e-12));
        // A penalty of 1 on the second lowers it whole: 1 | -1 -1 -1, the same after whitening; of 1 on the first: 0
        // everywhere.
        assertThat(TokenWhitening.BASELINE.ofTokens(
                        List.of(Groups.of(new int[] {1, 3}, 1, 0)), new double[] {1, 0, 0, 0}))
                .containsExactly(0, 0, 0, 0);
        assertThatThrownBy(() -> new TokenWhitening(0.9, true, 0))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("0.9");
    }

    @Test
    void whitenedTokensHaveMeanZeroAndVarianceOne() {
        for (int seed = 0; seed < 30; seed++) {
            List<Group> groups = random(seed);
            for (TokenWhitening advantage : List.of(TokenWhitening.RETURNS, TokenWhitening.BASELINE)) {
                double[] a = advantage.ofTokens(groups, null);
                assertThat(Arrays.stream(a).average().orElseThrow()).isCloseTo(0, offset(1e-9));
                assertThat(Arrays.stream(a).map(x -> x * x).sum() / (a.length - 1))
                        .isCloseTo(1, offset(1e-5));
            }
        }
    }

    @Test
    void penaltiesLowerTheScoreOfTheirCompletion() {
        // rewards 1 1 less 0.25 and 0.5 + 0.25
        assertThat(new MeanOnly().ofTokens(List.of(Groups.of(new int[] {1, 2}, 1, 1)), new double[] {0.25, 0.5, 0.25}))
                .containsExactly(0.25, -0.25, -0.25);
    }

    @Test
    void aMovingBaselineFollowsTheRewardsAndIsRemembered(@TempDir Path folder) throws IOException {
        Advantage ema = new EmaBaseline(0.75).start();
        check(ema, List.of(Groups.of(1, 0)), new double[] {0.5, -0.5}); // its own mean 0.5 is the baseline
        check(ema, List.of(Groups.of(1, 1)), new double[] {0.5, 0.5}); // after it: 0.75 * 0.5 + 0.25 * 1 = 0.625
        ((Memory) ema).save(folder);
        Advantage resumed = new EmaBaseline(0.75).start();
        ((Memory) resumed).load(folder);
        for (Advantage one : List.of(ema, resumed)) {
            check(one, List.of(Groups.of(0, 2)), new double[] {-0.625, 1.375});
        }
        Files.writeString(folder.resolve("baseline.json"), "{");
        assertThatThrownBy(() -> ((Memory) resumed).load(folder))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("baseline.json");
        check(new EmaBaseline(0.75), List.of(Groups.of(1, 0)), new double[] {0.5, -0.5});
    }

    @Test
    void equalRewardsGiveExactlyZeroWhereAGroupIsComparedWithItself() {
        for (Map.Entry<String, Advantage> named : Advantages.all().entrySet()) {
            if (named.getKey().equals("ema") || named.getKey().equals("token_whitening")) {
                continue; // they compare with other steps and other groups
            }
            for (int i = 0; i < 50; i++) {
                double[] rewards = new double[3 + i % 6];
                Arrays.fill(rewards, CounterRandom.uniform(7, i));
                List<double[]> advantages = named.getValue().of(List.of(Groups.of(rewards), Groups.of(1, 2, 4)));
                assertThat(advantages.get(0)).as(named.getKey()).containsOnly(0.0);
                assertThat(advantages.get(1)).as(named.getKey()).isNotEqualTo(new double[3]);
            }
        }
        assertThat(TokenWhitening.RETURNS.ofTokens(List.of(Groups.of(0.1, 0.1, 0.1)), null))
                .containsOnly(0.0);
    }

    @Test
    void orderOfGroupsAndOfCompletionsChangesNothing() {
        for (Map.Entry<String, Advantage> named : Advantages.all().entrySet()) {
            for (int seed = 0; seed < 10; seed++) {
                List<Group> groups = random(seed);
                List<double[]> forward = named.getValue().of(groups);
                List<Group> reversed = new ArrayList<>();
                groups.forEach(g -> reversed.add(0, reversed(g)));
                List<double[]> backward = named.getValue().of(reversed);
                for (int g = 0; g < groups.size(); g++) {
                    double[] there = forward.get(g);
                    double[] back = backward.get(groups.size() - 1 - g);
                    for (int i = 0; i < there.length; i++) {
                        assertThat(back[there.length - 1 - i])
                                .as(named.getKey())
                                .isCloseTo(there[i], offset(1e-9));
                    }
                }
            }
        }
    }

    private static Group reversed(Group group) {
        List<Completion> completions = new ArrayList<>();
        List<Score> scores = new ArrayList<>();
        for (int i = 0; i < group.scores().size(); i++) {
            completions.add(0, group.completions().get(i));
            scores.add(0, group.scores().get(i));
        }
        return new Group(group.prompt(), completions, scores);
    }

    private static List<Group> random(long seed) {
        List<Group> groups = new ArrayList<>();
        for (int g = 0; g < 5; g++) {
            long key = CounterRandom.key(seed, g);
            int size = 2 + CounterRandom.below(key, 0, 5);
            int[] lengths = new int[size];
            double[] rewards = new double[size];
            Arrays.setAll(lengths, i -> 1 + CounterRandom.below(key, 10 + i, 9));
            Arrays.setAll(rewards, i -> CounterRandom.uniform(key, 20 + i));
            groups.add(Groups.of(lengths, rewards));
        }
        return groups;
    }
}
