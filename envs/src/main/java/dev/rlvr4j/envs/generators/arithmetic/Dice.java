package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.envs.generators.exact.Rational;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Generator {@code dice}: the chance that some dice show at least a total, as a fraction. Size: how many dice. */
public final class Dice implements Generator<Dice.Settings> {
    /**
     * Which dice.
     *
     * @param minDice fewest dice
     * @param maxDice most dice
     * @param maxSides most sides of a die
     */
    public record Settings(int minDice, int maxDice, int maxSides) {
        public Settings {
            Bounds.range("dice", minDice, maxDice, 1, 20);
            Bounds.within("max_sides", maxSides, 2, 100);
        }
    }

    @Override
    public String name() {
        return "dice";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 2, 8),
                new Settings(2, 3, 10),
                new Settings(3, 4, 12),
                new Settings(4, 6, 20),
                new Settings(6, 10, 35));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        List<Integer> sides = new ArrayList<>();
        int total = 0;
        int count = draws.between(settings.minDice, settings.maxDice);
        for (int i = 0; i < count; i++) {
            sides.add(draws.between(2, settings.maxSides));
            total += draws.between(1, sides.get(i));
        }
        total = Math.max(total, count + 1); // less is certain
        String list = sides.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
        return Item.of(
                "Dice with these numbers of sides are thrown: " + list + ". The chance of a total of at least " + total
                        + ", as a fraction:",
                chance(sides, total),
                count);
    }

    /** Ways to throw each total, die by die. */
    private static Rational chance(List<Integer> sides, int least) {
        BigInteger[] ways = {BigInteger.ONE};
        BigInteger all = BigInteger.ONE;
        for (int die : sides) {
            BigInteger[] more = new BigInteger[ways.length + die];
            Arrays.fill(more, BigInteger.ZERO);
            for (int total = 0; total < ways.length; total++) {
                for (int shown = 1; shown <= die; shown++) {
                    more[total + shown] = more[total + shown].add(ways[total]);
                }
            }
            ways = more;
            all = all.multiply(BigInteger.valueOf(die));
        }
        BigInteger good = BigInteger.ZERO;
        for (int total = least; total < ways.length; total++) {
            good = good.add(ways[total]);
        }
        return new Rational(good, all);
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        return Answers.number(answer, task.reference());
    }
}
