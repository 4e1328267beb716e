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
import java.util.Locale;
import java.util.Optional;

/**
 * Generator {@code bitwise_arithmetic}: hexadecimal expressions of {@code + - * & | ^ << >>} as Python computes them: numbers
 * have no width, {@code >>} rounds down. Size: operations.
 */
public final class BitwiseArithmetic implements Generator<BitwiseArithmetic.Settings> {
    private static final List<String> OPERATORS = List.of("+", "-", "*", "&", "|", "^", "<<", ">>");
    private static final int MAX_SHIFT = 4;
    private static final int MAX_CHARS = 400;

    /**
     * How long an expression is.
     *
     * @param minOperations fewest operations
     * @param maxOperations most operations
     * @param maxOperand largest number in it
     */
    public record Settings(int minOperations, int maxOperations, int maxOperand) {
        public Settings {
            Bounds.range("operations", minOperations, maxOperations, 1, 30);
            Bounds.within("max_operand", maxOperand, 1, Integer.MAX_VALUE);
        }
    }

    private record Part(String text, BigInteger value) {
        String inside() {
            return text.indexOf(' ') >= 0 ? "(" + text + ")" : text;
        }
    }

    @Override
    public String name() {
        return "bitwise_arithmetic";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(1, 1, 255),
                new Settings(2, 2, 255),
                new Settings(3, 4, 255),
                new Settings(5, 7, 4_095),
                new Settings(8, 10, 65_535));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int operations = draws.between(settings.minOperations, settings.maxOperations);
        Part whole = drawn(settings, draws, operations);
        return Item.of("In hexadecimal: " + whole.text + " =", hex(whole.value), operations);
    }

    private static Part drawn(Settings settings, Draws draws, int operations) {
        if (operations == 0) {
            BigInteger value = BigInteger.valueOf(draws.between(0L, settings.maxOperand));
            return new Part(hex(value), value);
        }
        String operator = draws.of(OPERATORS);
        if (operator.equals("<<") || operator.equals(">>")) {
            Part shifted = drawn(settings, draws, operations - 1);
            int by = draws.between(1, MAX_SHIFT);
            return new Part(
                    shifted.inside() + " " + operator + " " + by,
                    operator.equals("<<") ? shifted.value.shiftLeft(by) : shifted.value.shiftRight(by));
        }
        int before = draws.between(0, operations - 1);
        Part left = drawn(settings, draws, before);
        Part right = drawn(settings, draws, operations - 1 - before);
        BigInteger value = switch (operator) {
            case "+" -> left.value.add(right.value);
            case "-" -> left.value.subtract(right.value);
            case "*" -> left.value.multiply(right.value);
            case "&" -> left.value.and(right.value);
            case "|" -> left.value.or(right.value);
            default -> left.value.xor(right.value);
        };
        return new Part(left.inside() + " " + operator + " " + right.inside(), value);
    }

    private static String hex(BigInteger value) {
        return (value.signum() < 0 ? "-" : "") + "0x" + value.abs().toString(16);
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        Optional<BigInteger> value = read(answer);
        return value.map(v -> Answers.compared(answer, hex(v).equals(task.reference()), task.reference()))
                .orElseGet(() -> Answers.unreadable(answer, "a hexadecimal number"));
    }

    /** {@code 0x1f}, {@code -0x1F}, {@code 1f}: the question asks for hexadecimal, so the mark may be missing. */
    private static Optional<BigInteger> read(String answer) {
        boolean negative = answer.startsWith("-");
        String digits = (negative ? answer.substring(1) : answer).toLowerCase(Locale.ROOT);
        return PositionalDigits.value(digits.startsWith("0x") ? digits.substring(2) : digits, 16, MAX_CHARS)
                .map(v -> negative ? v.negate() : v);
    }
}
