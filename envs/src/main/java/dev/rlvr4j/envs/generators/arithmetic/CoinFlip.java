package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.envs.generators.exact.Rational;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.util.List;

/** Generator {@code coin_flip}: the chance of a number of heads, as a fraction; coins may be biased. Size: flips. */
public final class CoinFlip implements Generator<CoinFlip.Settings> {
    /**
     * Which coins.
     *
     * @param minTrials fewest flips
     * @param maxTrials most flips
     * @param maxDenominator largest denominator of the chance of heads; 2 is fair coins only
     */
    public record Settings(int minTrials, int maxTrials, int maxDenominator) {
        public Settings {
            Bounds.range("trials", minTrials, maxTrials, 1, 60);
            Bounds.within("max_denominator", maxDenominator, 2, 100);
        }
    }

    @Override
    public String name() {
        return "coin_flip";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(3, 5, 4),
                new Settings(4, 7, 5),
                new Settings(6, 9, 6),
                new Settings(8, 12, 8),
                new Settings(11, 15, 10));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int denominator = draws.between(2, settings.maxDenominator);
        Rational heads = Rational.of(draws.between(1, denominator - 1), denominator);
        int trials = draws.between(settings.minTrials, settings.maxTrials);
        String kind = draws.of(List.of("exactly", "at least", "at most"));
        int count = kind.equals("at least")
                ? draws.between(1, trials)
                : draws.between(0, kind.equals("at most") ? trials - 1 : trials);
        int from = kind.equals("at most") ? 0 : count;
        int to = kind.equals("at least") ? trials : count;
        String coin = heads.equals(Rational.of(1, 2)) ? "A fair coin" : "A coin that shows heads with chance " + heads;
        return Item.of(
                coin + " is flipped " + trials + " times. The chance of " + kind + " " + count
                        + " heads, as a fraction:",
                chance(heads, trials, from, to),
                trials);
    }

    /** The binomial distribution from one number of heads to another. */
    private static Rational chance(Rational heads, int trials, int from, int to) {
        Rational tails = Rational.ONE.minus(heads);
        Rational sum = Rational.ZERO;
        Rational ways = Rational.ONE;
        for (int k = 0; k <= to; k++) {
            if (k >= from) {
                sum = sum.plus(ways.times(power(heads, k)).times(power(tails, trials - k)));
            }
            ways = ways.times(Rational.of(trials - k, k + 1));
        }
        return sum;
    }

    private static Rational power(Rational base, int exponent) {
        return new Rational(base.numerator().pow(exponent), base.denominator().pow(exponent));
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        return Answers.number(answer, task.reference());
    }
}
