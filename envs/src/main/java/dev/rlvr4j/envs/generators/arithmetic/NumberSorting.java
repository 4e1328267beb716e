package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Generator {@code number_sorting}: {@code Sort ascending: 5, -3, 12:}. The numbers are never in order already, so that
 * repeating them is never right. Size: how many numbers.
 */
public final class NumberSorting implements Generator<NumberSorting.Settings> {
    /**
     * Which lists.
     *
     * @param minNumbers fewest numbers
     * @param maxNumbers most numbers
     * @param maxValue largest number, with either sign
     */
    public record Settings(int minNumbers, int maxNumbers, int maxValue) {
        public Settings {
            Bounds.range("numbers", minNumbers, maxNumbers, 2, 1_000);
            Bounds.within("max_value", maxValue, 1, 1_000_000_000);
        }
    }

    @Override
    public String name() {
        return "number_sorting";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(3, 4, 20),
                new Settings(5, 10, 100),
                new Settings(10, 30, 1_000),
                new Settings(30, 100, 10_000),
                new Settings(100, 300, 100_000));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int count = draws.between(settings.minNumbers, settings.maxNumbers);
        boolean ascending = draws.coin();
        Comparator<Long> order = ascending ? Comparator.naturalOrder() : Comparator.reverseOrder();
        while (true) { // two of at least three numbers to choose from are out of order half of the time
            List<Long> numbers = Stream.generate(() -> draws.between((long) -settings.maxValue, settings.maxValue))
                    .limit(count)
                    .toList();
            List<Long> sorted = numbers.stream().sorted(order).toList();
            if (!sorted.equals(numbers)) {
                return Item.of(
                        "Sort " + (ascending ? "ascending: " : "descending: ") + list(numbers) + ":",
                        list(sorted),
                        count);
            }
        }
    }

    private static String list(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        return Answers.integers(answer, task.reference());
    }
}
