package dev.rlvr4j.envs.generators.puzzles;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Generator {@code countdown}: an expression of given numbers whose value is the target. The target is the value of a random
 * expression of these numbers, so there always is an answer; it is kept as the reference, and any other right one counts as
 * well. Size: how many numbers.
 */
public final class Countdown implements Generator<Countdown.Settings> {
    private static final int MAX_DRAWS = 10_000;

    /**
     * Which numbers and targets.
     *
     * @param minNumbers fewest numbers
     * @param maxNumbers most numbers
     * @param maxNumber largest number
     * @param minTarget smallest target
     * @param maxTarget largest target
     */
    public record Settings(int minNumbers, int maxNumbers, int maxNumber, int minTarget, int maxTarget) {
        public Settings {
            Bounds.range("numbers", minNumbers, maxNumbers, 2, 15);
            Bounds.within("max_number", maxNumber, 2, 1_000_000);
            Bounds.range("target", minTarget, maxTarget, 1, 1_000_000);
        }
    }

    /** A partial expression; {@code tight} where it can stand beside {@code *} and {@code /} without brackets. */
    private record Part(String text, long value, boolean tight) {}

    @Override
    public String name() {
        return "countdown";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 2, 50, 10, 100),
                new Settings(3, 3, 50, 10, 100),
                new Settings(4, 4, 100, 10, 999),
                new Settings(5, 6, 100, 100, 999),
                new Settings(8, 15, 100, 100, 9_999));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int count = draws.between(settings.minNumbers, settings.maxNumbers);
        for (int attempt = 0; attempt < MAX_DRAWS; attempt++) {
            List<Long> numbers = Stream.generate(() -> draws.between(1L, settings.maxNumber))
                    .limit(count)
                    .toList();
            Part whole = combined(numbers, draws, 10L * settings.maxTarget);
            if (whole.value >= settings.minTarget && whole.value <= settings.maxTarget) {
                String list = numbers.stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
                return new Item(
                        "Make " + whole.value + " from the numbers " + list
                                + ", each used exactly once, with + - * / and brackets:",
                        whole.text,
                        count,
                        Map.of("numbers", list.replace(",", ""), "target", Long.toString(whole.value)));
            }
        }
        throw new InputException("countdown: no target from " + settings.minTarget + " to " + settings.maxTarget
                + " in " + MAX_DRAWS + " draws; widen the targets or change the numbers");
    }

    /** Joins two random parts until one is left; each value stays a whole number of at most {@code limit}. */
    private static Part combined(List<Long> numbers, Draws draws, long limit) {
        List<Part> parts = new ArrayList<>();
        numbers.forEach(n -> parts.add(new Part(Long.toString(n), n, true)));
        while (parts.size() > 1) {
            Collections.swap(parts, parts.size() - 1, draws.below(parts.size()));
            Part left = parts.remove(parts.size() - 1);
            Collections.swap(parts, parts.size() - 1, draws.below(parts.size()));
            Part right = parts.remove(parts.size() - 1);
            parts.add(joined(left, right, "+-*/".charAt(draws.below(4)), limit));
        }
        return parts.get(0);
    }

    private static Part joined(Part left, Part right, char operator, long limit) {
        if (operator == '/' && right.value != 0 && left.value % right.value == 0) {
            String divisor = right.text.matches("[0-9]+") ? right.text : "(" + right.text + ")";
            return new Part(tight(left) + "/" + divisor, left.value / right.value, true);
        }
        if (operator == '*' && Math.abs(left.value * right.value) <= limit) {
            return new Part(tight(left) + "*" + tight(right), left.value * right.value, true);
        }
        return operator == '-' && left.value >= right.value
                ? new Part(left.text + "-" + tight(right), left.value - right.value, false)
                : new Part(left.text + "+" + right.text, left.value + right.value, false);
    }

    private static String tight(Part part) {
        return part.tight ? part.text : "(" + part.text + ")";
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        Map<String, String> facts = task.metadata();
        List<Long> numbers = Stream.of(
                        Objects.requireNonNull(facts.get("numbers")).split(" "))
                .map(Long::valueOf)
                .toList();
        return TargetExpression.judge(answer, numbers, Long.parseLong(Objects.requireNonNull(facts.get("target"))));
    }
}
