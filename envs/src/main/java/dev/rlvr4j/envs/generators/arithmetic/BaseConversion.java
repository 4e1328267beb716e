package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Generator {@code base_conversion}: {@code Convert 1011 from base 2 to base 16:}. Digits above 9 are letters. The number always
 * looks different in the other base, so that repeating it is never right. Size: digits in both bases.
 */
public final class BaseConversion implements Generator<BaseConversion.Settings> {
    private static final int MAX_CHARS = 100;

    /**
     * Which numbers and bases.
     *
     * @param minBase smallest base
     * @param maxBase largest base
     * @param maxValue largest number
     */
    public record Settings(int minBase, int maxBase, long maxValue) {
        public Settings {
            Bounds.range("base", minBase, maxBase, 2, 36);
            Bounds.within("max_base", maxBase, minBase + 1L, 36);
            Bounds.within("max_value", maxValue, 100, 1_000_000_000_000L);
        }
    }

    @Override
    public String name() {
        return "base_conversion";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 10, 100),
                new Settings(2, 16, 1_000),
                new Settings(2, 20, 10_000),
                new Settings(2, 36, 100_000),
                new Settings(2, 36, 10_000_000));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        while (true) { // numbers of at least 36 look different in any two bases, and they are most numbers
            int from = draws.between(settings.minBase, settings.maxBase);
            int to = draws.between(settings.minBase, settings.maxBase);
            long value = draws.between(2L, settings.maxValue);
            String given = Long.toString(value, from);
            String wanted = Long.toString(value, to);
            if (!given.equals(wanted)) {
                return new Item(
                        "Convert " + given + " from base " + from + " to base " + to + ":",
                        wanted,
                        given.length() + wanted.length(),
                        Map.of("base", Integer.toString(to)));
            }
        }
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        int base = Integer.parseInt(Objects.requireNonNull(task.metadata().get("base")));
        BigInteger gold = new BigInteger(task.reference(), base);
        Optional<BigInteger> value = PositionalDigits.value(answer, base, MAX_CHARS);
        return value.map(v -> Answers.compared(answer, v.equals(gold), task.reference()))
                .orElseGet(() -> Answers.unreadable(answer, "a number in base " + base));
    }
}
