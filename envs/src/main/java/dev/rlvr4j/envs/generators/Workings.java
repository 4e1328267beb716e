package dev.rlvr4j.envs.generators;

import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.generators.exact.Polynomial;
import dev.rlvr4j.envs.generators.exact.Rational;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Steps to the answers of generators' tasks, in a few characters, for pretraining text: {@code 4*4=16;6*10=60;16+60=76} for the
 * legs of 4 frogs and 6 crabs. They are read off the question, or stand in the task's metadata as {@code working}. Some
 * generators have none, and some only for their easier levels.
 */
public final class Workings {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final Pattern TERM = Pattern.compile("[0-9.]+");
    private static final Pattern EQUATION = Pattern.compile("Solve ([0-9]+)[a-z]([+-][0-9]+)=(-?[0-9]+) for .:");
    private static final Pattern PAIR = Pattern.compile("\\(([^()]+)\\)([*+-])\\(([^()]+)\\)=");
    private static final int MAX_PRIMES = 25;

    private Workings() {}

    /** The steps to a task's answer; empty where none are known. */
    public static Optional<String> of(Task task) {
        String question = task.question();
        return switch (task.metadata().getOrDefault("generator", "")) {
            case "chain_sum" -> Optional.of(Question.parse(question).steps());
            case "decimal_chain_sum" -> Optional.of(wholeNumbers(question).steps());
            case "products" -> partialProducts(Question.parse(question).operands());
            case "gcd" -> remainders(numbers(question));
            case "fraction_simplification" -> commonFactor(numbers(question));
            case "count_primes" -> primes(numbers(question));
            case "number_sequence" -> step(numbers(question));
            case "simple_equations" -> match(EQUATION, question).map(Workings::balance);
            case "complex_arithmetic" -> match(PAIR, question).flatMap(Workings::partByPart);
            case "polynomial_multiplication" -> match(PAIR, question).flatMap(Workings::termByTerm);
            default -> Optional.ofNullable(task.metadata().get("working"));
        };
    }

    /** Decimals as whole numbers of the smallest place: 84+49 for 8.4+4.9. */
    private static Question wholeNumbers(String question) {
        int places = TERM.matcher(question)
                .results()
                .mapToInt(term -> new BigDecimal(term.group()).scale())
                .max()
                .orElse(0);
        return Question.parse(TERM.matcher(question)
                .replaceAll(term -> new BigDecimal(term.group())
                        .movePointRight(places)
                        .toBigInteger()
                        .toString()));
    }

    /** One factor taken apart into tens and ones: 83*70=5810;83*6=498;5810+498=6308. */
    private static Optional<String> partialProducts(List<Long> factors) {
        long a = factors.get(0);
        long b = factors.get(1);
        if (factors.size() > 2 || Math.max(a, b) < 10 || Math.max(a, b) > 99) {
            return Optional.empty();
        }
        long apart = Math.max(a, b);
        long whole = Math.min(a, b);
        long tens = apart / 10 * 10;
        long ones = apart % 10;
        return Optional.of(whole + "*" + tens + "=" + whole * tens + ";" + whole + "*" + ones + "=" + whole * ones + ";"
                + sum(whole * tens, whole * ones));
    }

    /** Euclid's algorithm: 84%36=12;36%12=0. */
    private static Optional<String> remainders(List<Long> numbers) {
        if (numbers.size() != 2) {
            return Optional.empty();
        }
        StringBuilder steps = new StringBuilder();
        long a = numbers.get(0);
        long b = numbers.get(1);
        while (b > 0) {
            long rest = a % b;
            steps.append(steps.isEmpty() ? "" : ";")
                    .append(a)
                    .append('%')
                    .append(b)
                    .append('=')
                    .append(rest);
            a = b;
            b = rest;
        }
        return Optional.of(steps.toString());
    }

    private static Optional<String> commonFactor(List<Long> fraction) {
        if (fraction.size() != 2) {
            return Optional.empty();
        }
        long factor = BigInteger.valueOf(fraction.get(0))
                .gcd(BigInteger.valueOf(fraction.get(1)))
                .longValueExact();
        return Optional.of(fraction.stream()
                .map(part -> part + "/" + factor + "=" + part / factor)
                .collect(Collectors.joining(";")));
    }

    private static Optional<String> primes(List<Long> range) {
        List<String> primes = LongStream.rangeClosed(range.get(0), range.get(1))
                .filter(n -> BigInteger.valueOf(n).isProbablePrime(50))
                .limit(MAX_PRIMES + 1)
                .mapToObj(Long::toString)
                .toList();
        return primes.size() > MAX_PRIMES
                ? Optional.empty()
                : Optional.of(primes.isEmpty() ? "none" : String.join(",", primes));
    }

    /** The last step of a sequence of equal steps. */
    private static Optional<String> step(List<Long> terms) {
        long step = terms.get(1) - terms.get(0);
        int last = terms.size() - 1;
        boolean equal =
                LongStream.range(1, terms.size()).allMatch(i -> terms.get((int) i) - terms.get((int) i - 1) == step);
        return equal ? Optional.of(sum(terms.get(last), step)) : Optional.empty();
    }

    private static String balance(MatchResult equation) {
        long slope = Long.parseLong(equation.group(1));
        long constant = Long.parseLong(equation.group(2));
        long right = Long.parseLong(equation.group(3));
        return sum(right, -constant) + ";" + (right - constant) + "/" + slope + "=" + (right - constant) / slope;
    }

    private static Optional<String> partByPart(MatchResult pair) {
        long sign = pair.group(2).equals("-") ? -1 : 1;
        return pair.group(2).equals("*")
                ? Optional.empty()
                : pair(pair, 'i').map(c -> sum(c[0], sign * c[2]) + ";" + sum(c[1], sign * c[3]));
    }

    /** The four products of (b+ax)*(d+cx) from the highest power down, and the sum of the middle ones. */
    private static Optional<String> termByTerm(MatchResult pair) {
        return pair(pair, 'x')
                .map(c -> Stream.of(
                                product(c[1], c[3]),
                                product(c[1], c[2]),
                                product(c[0], c[3]),
                                sum(c[1] * c[2], c[0] * c[3]),
                                product(c[0], c[2]))
                        .collect(Collectors.joining(";")));
    }

    /** The coefficients of two polynomials of at most the first degree, the lower power first. */
    private static Optional<long[]> pair(MatchResult pair, char variable) {
        List<Polynomial> two = Stream.of(pair.group(1), pair.group(3))
                .map(text -> Polynomial.parse(text, variable))
                .flatMap(Optional::stream)
                .toList();
        return two.size() == 2 && two.stream().allMatch(p -> p.degree() <= 1)
                ? Optional.of(two.stream()
                        .flatMap(p -> Stream.of(p.coefficient(0), p.coefficient(1)))
                        .map(Rational::toString)
                        .mapToLong(Long::parseLong)
                        .toArray())
                : Optional.empty();
    }

    private static String sum(long a, long b) {
        return a + (b < 0 ? "" : "+") + b + "=" + (a + b);
    }

    private static String product(long a, long b) {
        return a + "*" + b + "=" + a * b;
    }

    private static Optional<MatchResult> match(Pattern pattern, String text) {
        return pattern.matcher(text).results().findFirst();
    }

    private static List<Long> numbers(String text) {
        return NUMBER.matcher(text).results().map(n -> Long.valueOf(n.group())).toList();
    }
}
