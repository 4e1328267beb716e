package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.envs.generators.exact.Literals;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Generator {@code prime_factorization}: {@code 360} as {@code 2*2*2*3*3*5} or {@code 2^3*3^2*5}. Only numbers that are not
 * prime are asked, so that repeating the number is never right. Size: digits of the number.
 */
public final class PrimeFactorization implements Generator<PrimeFactorization.Settings> {
    private static final int MAX_EXPONENT = 64;

    /**
     * Which numbers.
     *
     * @param minValue smallest number
     * @param maxValue largest number
     */
    public record Settings(int minValue, int maxValue) {
        public Settings {
            Bounds.range("value", minValue, maxValue, 4, 1_000_000_000);
            if (maxValue == minValue) { // two neighbours above 3 are never both prime
                Bounds.within("max_value", maxValue, minValue + 1L, 1_000_000_000);
            }
        }
    }

    @Override
    public String name() {
        return "prime_factorization";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(4, 500),
                new Settings(100, 2_000),
                new Settings(1_000, 10_000),
                new Settings(10_000, 100_000),
                new Settings(100_000, 1_000_000));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        long number = draws.between((long) settings.minValue, settings.maxValue);
        List<Long> factors = factors(number);
        while (factors.size() == 1) {
            number = draws.between((long) settings.minValue, settings.maxValue);
            factors = factors(number);
        }
        return new Item(
                "Write " + number + " as a product of primes: " + number + "=",
                factors.stream().map(String::valueOf).collect(Collectors.joining("*")),
                Math.log10(number),
                Map.of("number", Long.toString(number)));
    }

    private static List<Long> factors(long number) {
        List<Long> factors = new ArrayList<>();
        long rest = number;
        for (long p = 2; p * p <= rest; p++) {
            while (rest % p == 0) {
                factors.add(p);
                rest /= p;
            }
        }
        if (rest > 1) {
            factors.add(rest);
        }
        return factors;
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        BigInteger number =
                new BigInteger(Objects.requireNonNull(task.metadata().get("number")));
        int equals = answer.indexOf('=');
        if (equals >= 0 && !answer.substring(0, equals).strip().equals(number.toString())) {
            return Answers.unreadable(answer, "a product for " + number);
        }
        BigInteger product = BigInteger.ONE;
        for (String power : answer.substring(equals + 1).replace('x', '*').split("\\*", -1)) {
            int caret = power.indexOf('^');
            Optional<BigInteger> base = Literals.integer(caret < 0 ? power : power.substring(0, caret));
            Optional<BigInteger> exponent =
                    caret < 0 ? Optional.of(BigInteger.ONE) : Literals.integer(power.substring(caret + 1));
            if (base.isEmpty() || exponent.isEmpty()) {
                return Answers.unreadable(answer, "a product of primes");
            }
            int times = exponent.get().bitLength() > 31 ? 0 : exponent.get().intValue();
            if (!isPrime(base.get(), number) || times < 1 || times > MAX_EXPONENT) {
                return Answers.wrong(answer, "'" + power.strip() + "' is no power of a prime that can divide it");
            }
            product = product.multiply(base.get().pow(times));
            if (product.compareTo(number) > 0) {
                break;
            }
        }
        return Answers.compared(answer, product.equals(number), task.reference());
    }

    /** Whether a number is prime and not above a limit below 2^31, by trial division. */
    private static boolean isPrime(BigInteger value, BigInteger limit) {
        if (value.compareTo(BigInteger.TWO) < 0 || value.compareTo(limit) > 0) {
            return false;
        }
        long number = value.longValueExact();
        for (long p = 2; p * p <= number; p++) {
            if (number % p == 0) {
                return false;
            }
        }
        return true;
    }
}
