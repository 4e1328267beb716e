package dev.rlvr4j.envs.generators.arithmetic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.generators.Procedural;
import dev.rlvr4j.envs.generators.exact.Expression;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every answer is found again from the question's text alone, another way. */
class ArithmeticGeneratorsTest {
    private static final int ITEMS = 60;

    private static List<Task> tasks(String generator, int levels) {
        return IntStream.rangeClosed(1, levels)
                .boxed()
                .flatMap(level -> Procedural.tasks(generator, level, ITEMS).stream())
                .toList();
    }

    private static List<Long> numbers(String text) {
        return Pattern.compile("-?[0-9]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .map(Long::valueOf)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chain_sum", "products", "basic_arithmetic"})
    void expressionsHaveTheValueThatIsTheReference(String generator) {
        for (Task task : tasks(generator, 4)) {
            String expression = task.question().substring(0, task.question().length() - 1);
            // numbers of more than nine digits stand only where a dividend was multiplied
            Expression.parse(expression)
                    .ifPresentOrElse(
                            e -> assertThat(e.value()).as(task.question()).hasToString(task.reference()),
                            () -> assertThat(expression).containsPattern("[0-9]{10}"));
        }
    }

    @Test
    void decimalSumsAddUp() {
        for (Task task : tasks("decimal_chain_sum", 5)) {
            BigDecimal sum = Pattern.compile("[-+]?[0-9.]+")
                    .matcher(task.question())
                    .results()
                    .map(r -> new BigDecimal(r.group()))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            assertThat(new BigDecimal(task.reference())).isEqualByComparingTo(sum);
            assertThat(Procedural.accepts(task, sum.setScale(12).toPlainString()))
                    .isTrue();
        }
    }

    @Test
    void divisorsAndMultiplesAreTheGreatestAndTheLeast() {
        for (Task task : tasks("gcd", 2)) {
            List<Long> numbers = numbers(task.question());
            long greatest = LongStream.rangeClosed(1, numbers.get(0))
                    .filter(d -> numbers.stream().allMatch(n -> n % d == 0))
                    .max()
                    .orElseThrow();
            assertThat(task.reference()).isEqualTo(Long.toString(greatest));
        }
        for (Task task : tasks("lcm", 2)) {
            List<Long> numbers = numbers(task.question());
            long least = LongStream.iterate(numbers.get(0), m -> m + numbers.get(0))
                    .filter(m -> numbers.stream().allMatch(n -> m % n == 0))
                    .findFirst()
                    .orElseThrow();
            assertThat(task.reference()).isEqualTo(Long.toString(least));
        }
    }

    @Test
    void fractionsAskedAreEqualToTheReferenceAndNotInLowestTerms() {
        for (Task task : tasks("fraction_simplification", 5)) {
            List<Long> asked = numbers(task.question());
            List<Long> lowest = numbers(task.reference() + "/1");
            assertThat(asked.get(0) * lowest.get(1)).isEqualTo(asked.get(1) * lowest.get(0));
            assertThat(BigInteger.valueOf(asked.get(0)).gcd(BigInteger.valueOf(asked.get(1))))
                    .isNotEqualTo(BigInteger.ONE);
            assertThat(Procedural.accepts(task, asked.get(0) + "/" + asked.get(1)))
                    .isFalse();
            assertThat(Procedural.accepts(task, "\\frac{" + asked.get(0) + "}{" + asked.get(1) + "}"))
                    .isFalse();
        }
        Task half = Procedural.task("fraction_simplification", "?", "1/2");
        assertThat(List.of("1/2", "\\frac{1}{2}", "\\dfrac12").stream().map(a -> Procedural.accepts(half, a)))
                .containsExactly(true, true, false);
        assertThat(List.of("2/4", "0.5", "-1/-2", "1/2/1", "1/0").stream().anyMatch(a -> Procedural.accepts(half, a)))
                .isFalse();
    }

    @Test
    void primeFactorsArePrimeAndTheirProductIsTheNumber() {
        for (Task task : tasks("prime_factorization", 5)) {
            long number = Long.parseLong(task.metadata().get("number"));
            assertThat(numbers(task.reference()).stream().reduce(1L, (a, b) -> a * b))
                    .isEqualTo(number);
            assertThat(numbers(task.reference()))
                    .hasSizeGreaterThan(1)
                    .allMatch(p -> BigInteger.valueOf(p).isProbablePrime(50));
            assertThat(Procedural.accepts(task, Long.toString(number))).isFalse();
            assertThat(Procedural.accepts(task, "1*" + task.reference())).isFalse();
            assertThat(Procedural.accepts(task, number + "=" + task.reference()))
                    .isTrue();
        }
        Task task = Procedural.task("prime_factorization", "?", "2*2*2*3*3*5", "number", "360");
        assertThat(List.of(
                        "5*3*2*3*2*2",
                        "2^3*3^2*5",
                        "2^3 × 3^2 × 5",
                        "2^{3} \\cdot 3^2 \\cdot 5",
                        "2 x 2 x 2 x 3^2 x 5",
                        "2³·3²·5"))
                .allMatch(a -> Procedural.accepts(task, a));
        assertThat(List.of(
                        "360",
                        "360*1",
                        "8*9*5",
                        "2*2*2*3*3",
                        "-2*-2*2*3*3*5",
                        "2^3*3^2*5*7^0",
                        "2^99999999999*3",
                        "360=360",
                        "2*180",
                        "2^3*3^2*5=360"))
                .noneMatch(a -> Procedural.accepts(task, a));
    }

    @Test
    void powersAreRepeatedProducts() {
        for (Task task : tasks("power_function", 5)) {
            List<Long> numbers = numbers(task.question());
            BigInteger value = BigInteger.ONE;
            for (int i = 0; i < numbers.get(1); i++) {
                value = value.multiply(BigInteger.valueOf(numbers.get(0)));
            }
            assertThat(task.reference()).isEqualTo(value.toString());
            assertThat(Procedural.accepts(task, task.question().replace("=", "")))
                    .isFalse();
        }
    }

    @Test
    void baseConversionsKeepTheValue() {
        for (Task task : tasks("base_conversion", 5)) {
            String[] words = task.question().replace(":", "").split(" ");
            long value = Long.parseLong(words[1], Integer.parseInt(words[4]));
            assertThat(Long.parseLong(task.reference(), Integer.parseInt(words[7])))
                    .isEqualTo(value);
            assertThat(Procedural.accepts(task, task.reference().toUpperCase())).isTrue();
            assertThat(Procedural.accepts(task, words[1])).isFalse();
            assertThat(Procedural.accepts(task, "-" + task.reference())).isFalse();
        }
    }

    @Test
    void primesAreCountedOneByOne() {
        for (Task task : tasks("count_primes", 3)) {
            List<Long> range = numbers(task.question());
            long count = LongStream.rangeClosed(range.get(0), range.get(1))
                    .filter(n -> BigInteger.valueOf(n).isProbablePrime(30))
                    .count();
            assertThat(task.reference()).isEqualTo(Long.toString(count));
        }
    }

    @Test
    void diceAndCoinsAreCountedThrowByThrow() {
        for (Task task : tasks("dice", 3)) {
            List<Long> numbers = numbers(task.question());
            List<Long> sides = numbers.subList(0, numbers.size() - 1);
            long all = sides.stream().reduce(1L, (a, b) -> a * b);
            if (all > 5_000) {
                continue;
            }
            long good = LongStream.range(0, all)
                    .filter(n -> {
                        long rest = n;
                        long total = sides.size();
                        for (long die : sides) {
                            total += rest % die;
                            rest /= die;
                        }
                        return total >= numbers.get(sides.size());
                    })
                    .count();
            assertThat(Procedural.accepts(task, good + "/" + all))
                    .as(task.question())
                    .isTrue();
            assertThat(Procedural.accepts(task, good + 1 + "/" + all)).isFalse();
        }
        for (Task task : tasks("coin_flip", 3)) {
            List<Long> n = numbers(task.question());
            boolean fair = task.question().startsWith("A fair");
            long above = fair ? 1 : n.get(0);
            long below = fair ? 2 : n.get(1);
            long flips = n.get(fair ? 0 : 2);
            long count = n.get(n.size() - 1);
            long all = (long) Math.pow(below, flips);
            if (all > 20_000) {
                continue;
            }
            long good = LongStream.range(0, all)
                    .filter(outcome -> {
                        long heads = LongStream.iterate(outcome, o -> o / below)
                                .limit(flips)
                                .filter(o -> o % below < above)
                                .count();
                        return task.question().contains("at least")
                                ? heads >= count
                                : task.question().contains("at most") ? heads <= count : heads == count;
                    })
                    .count();
            assertThat(Procedural.accepts(task, good + "/" + all))
                    .as(task.question())
                    .isTrue();
            assertThat(Procedural.accepts(task, good + 1 + "/" + all)).isFalse();
        }
    }

    @Test
    void sortedListsHoldTheSameNumbersInOrder() {
        for (Task task : tasks("number_sorting", 5)) {
            List<Long> asked = numbers(task.question());
            Comparator<Long> order =
                    task.question().contains("ascending") ? Comparator.naturalOrder() : Comparator.reverseOrder();
            String sorted = asked.stream().sorted(order).map(String::valueOf).collect(Collectors.joining(" "));
            assertThat(Procedural.accepts(task, sorted)).isTrue();
            assertThat(Procedural.accepts(task, "[" + sorted.replace(" ", ", ") + "]"))
                    .isTrue();
            assertThat(Procedural.accepts(task, asked.toString())).isFalse();
            assertThat(Procedural.accepts(task, sorted.substring(0, sorted.lastIndexOf(' '))))
                    .isFalse();
            assertThat(Procedural.accepts(task, "[" + sorted)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12 or 13 or 14",
                "12, 13, 14",
                "13 12",
                "about 13",
                "13 (or 14)",
                "0x0d",
                "13/1/1",
                "thirteen",
                "6+7",
                "26/2"
            })
    void aSumIsPaidForOneNumberOnly(String answer) {
        assertThat(Procedural.accepts(Procedural.task("products", "123*456=", "56088"), "123\\times456"))
                .isFalse();
        assertThat(Procedural.accepts(Procedural.task("chain_sum", "6+7=", "13"), answer))
                .isFalse();
    }

    @Test
    void hexadecimalAnswersMayLackTheirMark() {
        Task task = Procedural.task("bitwise_arithmetic", "?", "0x1f");
        assertThat(List.of("0x1f", "0X1F", "1F", "0x001f", "\\text{0x1f}")).allMatch(a -> Procedural.accepts(task, a));
        assertThat(List.of("31", "0x", "x1f", "0x1f0x1f", "--0x1f", "-0x1f", "0x1g", "0b11111", "0x0x1f"))
                .noneMatch(a -> Procedural.accepts(task, a));
        assertThat(Procedural.accepts(Procedural.task("bitwise_arithmetic", "?", "-0x5b4"), "-0x5b4"))
                .isTrue();
    }

    @Test
    void bitwiseExpressionsHaveTheValueThatIsTheReference() {
        for (Task task : tasks("bitwise_arithmetic", 4)) {
            String text = task.question().replace("In hexadecimal: ", "").replace(" =", "");
            long value = new Bits(text).expression();
            String hex = (value < 0 ? "-0x" : "0x") + Long.toHexString(Math.abs(value));
            assertThat(task.reference()).as(text).isEqualTo(hex);
        }
    }

    /** A reader of {@code (a op b) op c}: one operation in each pair of brackets. */
    private static final class Bits {
        private final List<String> tokens;
        private int at;

        Bits(String text) {
            tokens = Arrays.stream(text.replace("(", "( ").replace(")", " )").split(" "))
                    .toList();
        }

        long expression() {
            long left = operand();
            if (at == tokens.size() || tokens.get(at).equals(")")) {
                return left;
            }
            String operator = tokens.get(at++);
            long right = operand();
            return switch (operator) {
                case "+" -> Math.addExact(left, right);
                case "-" -> Math.subtractExact(left, right);
                case "*" -> Math.multiplyExact(left, right);
                case "&" -> left & right;
                case "|" -> left | right;
                case "^" -> left ^ right;
                case "<<" -> Math.multiplyExact(left, 1L << right);
                default -> Math.floorDiv(left, 1L << right);
            };
        }

        private long operand() {
            String token = tokens.get(at++);
            if (token.equals("(")) {
                long value = expression();
                at++;
                return value;
            }
            return Long.decode(token);
        }
    }
}
