package dev.rlvr4j.envs.generators.puzzles;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Generator {@code puzzle24}: an expression of four given numbers whose value is 24. Only solvable hands are asked, found by
 * trying all expressions. Size: the largest number that may occur.
 */
public final class Puzzle24 implements Generator<Puzzle24.Settings> {
    private static final long TARGET = 24;
    private static final int NUMBERS = 4;
    private static final int MAX_DRAWS = 10_000;

    /**
     * Which numbers.
     *
     * @param minValue smallest number
     * @param maxValue largest number
     */
    public record Settings(int minValue, int maxValue) {
        public Settings {
            Bounds.range("value", minValue, maxValue, 1, 100);
        }
    }

    /** A number, or two parts joined; its value is {@code above / below}. Values stay far inside 64 bits. */
    private record Part(
            long above,
            long below,
            char operator,
            @Nullable Part left,
            @Nullable Part right) {
        static Part number(long value) {
            return new Part(value, 1, ' ', null, null);
        }

        /** The parts joined, or null where that divides by 0. */
        static @Nullable Part joined(Part left, char operator, Part right) {
            long across = left.above * right.below;
            long back = right.above * left.below;
            long below = left.below * right.below;
            return switch (operator) {
                case '+' -> new Part(across + back, below, operator, left, right);
                case '-' -> new Part(across - back, below, operator, left, right);
                case '*' -> new Part(left.above * right.above, below, operator, left, right);
                default -> back == 0 ? null : new Part(across, back, operator, left, right);
            };
        }

        String text() {
            return left == null || right == null
                    ? Long.toString(above)
                    : "(" + left.text() + operator + right.text() + ")";
        }
    }

    @Override
    public String name() {
        return "puzzle24";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(1, 6), new Settings(1, 8), new Settings(1, 10), new Settings(1, 13), new Settings(1, 25));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        for (int attempt = 0; attempt < MAX_DRAWS; attempt++) {
            List<Long> numbers = Stream.generate(() -> draws.between((long) settings.minValue, settings.maxValue))
                    .limit(NUMBERS)
                    .sorted()
                    .toList();
            Optional<Part> solution = solved(numbers.stream().map(Part::number).toList());
            if (solution.isPresent()) {
                String list = numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
                return new Item(
                        "Make 24 from the numbers " + list + ", each used exactly once, with + - * / and brackets:",
                        solution.get().text(),
                        settings.maxValue,
                        Map.of("numbers", list.replace(",", "")));
            }
        }
        throw new InputException("puzzle24: no solvable hand of numbers from " + settings.minValue + " to "
                + settings.maxValue + " in " + MAX_DRAWS + " draws; widen the range");
    }

    private static Optional<Part> solved(List<Part> parts) {
        if (parts.size() == 1) {
            Part whole = parts.get(0);
            return whole.above == TARGET * whole.below ? Optional.of(whole) : Optional.empty();
        }
        for (int i = 0; i < parts.size(); i++) {
            for (int j = 0; j < parts.size(); j++) {
                for (char operator : (i < j ? "+*-/" : "-/").toCharArray()) {
                    Part joined = i == j ? null : Part.joined(parts.get(i), operator, parts.get(j));
                    if (joined != null) {
                        List<Part> rest = new ArrayList<>(parts);
                        rest.remove(Math.max(i, j));
                        rest.set(Math.min(i, j), joined);
                        Optional<Part> found = solved(rest);
                        if (found.isPresent()) {
                            return found;
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        List<Long> numbers = Stream.of(
                        Objects.requireNonNull(task.metadata().get("numbers")).split(" "))
                .map(Long::valueOf)
                .toList();
        return TargetExpression.judge(answer, numbers, TARGET);
    }
}
