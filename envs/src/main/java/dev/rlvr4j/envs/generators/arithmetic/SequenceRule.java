package dev.rlvr4j.envs.generators.arithmetic;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A kind of rule that finds its own parameters in the terms of a sequence, exactly. */
@FunctionalInterface
interface SequenceRule {
    /** The next term; empty where the rule does not explain all terms, or there are too few to tell. */
    Optional<BigInteger> next(List<BigInteger> terms);

    /** All kinds, the simplest first. */
    static List<SequenceRule> all() {
        return List.of(
                terms -> power(1, terms),
                SequenceRule::multiple,
                terms -> power(2, terms),
                terms -> power(3, terms),
                SequenceRule::lastTwo,
                SequenceRule::interleaved,
                SequenceRule::lastTwoAndConstant,
                terms -> power(4, terms));
    }

    /** Terms that are enough for each rule up to a complexity: those that fix its parameters, and one that agrees. */
    static int leastTerms(int complexity) {
        return complexity == 1 ? 4 : complexity == 2 ? 5 : complexity == 3 ? 6 : 7;
    }

    /** A polynomial of the index: its differences of that order are all the same. */
    private static Optional<BigInteger> power(int degree, List<BigInteger> terms) {
        if (terms.size() < degree + 2) {
            return Optional.empty();
        }
        List<BigInteger> differences = terms;
        BigInteger next = last(terms);
        for (int i = 0; i < degree; i++) {
            differences = differences(differences);
            next = next.add(last(differences));
        }
        return differences.stream().distinct().count() == 1 ? Optional.of(next) : Optional.empty();
    }

    /** {@code a(n) = p a(n-1) + c}: the differences are a geometric sequence. */
    private static Optional<BigInteger> multiple(List<BigInteger> terms) {
        List<BigInteger> d = differences(terms);
        if (d.size() < 3
                || d.get(0).signum() == 0
                || d.get(1).remainder(d.get(0)).signum() != 0) {
            return Optional.empty();
        }
        BigInteger p = d.get(1).divide(d.get(0));
        boolean holds = IntStream.range(1, d.size())
                .allMatch(i -> d.get(i).equals(d.get(i - 1).multiply(p)));
        return holds ? Optional.of(last(terms).add(last(d).multiply(p))) : Optional.empty();
    }

    /** {@code a(n) = p a(n-1) + q a(n-2)} with whole p and q, by Cramer's rule. */
    private static Optional<BigInteger> lastTwo(List<BigInteger> a) {
        if (a.size() < 5) {
            return Optional.empty();
        }
        BigInteger determinant = cross(a.get(1), a.get(0), a.get(2), a.get(1));
        if (determinant.signum() == 0) {
            return Optional.empty();
        }
        BigInteger[] p = cross(a.get(2), a.get(0), a.get(3), a.get(1)).divideAndRemainder(determinant);
        BigInteger[] q = cross(a.get(1), a.get(2), a.get(2), a.get(3)).divideAndRemainder(determinant);
        boolean holds = p[1].signum() == 0
                && q[1].signum() == 0
                && IntStream.range(2, a.size())
                        .allMatch(i -> a.get(i).equals(combined(a.get(i - 1), p[0], a.get(i - 2), q[0])));
        return holds ? Optional.of(combined(last(a), p[0], a.get(a.size() - 2), q[0])) : Optional.empty();
    }

    /** {@code a(n) = p a(n-1) + q a(n-2) + c}: so do the differences, without the constant. */
    private static Optional<BigInteger> lastTwoAndConstant(List<BigInteger> terms) {
        return lastTwo(differences(terms)).map(last(terms)::add);
    }

    /** Two sequences of constant steps that take turns. */
    private static Optional<BigInteger> interleaved(List<BigInteger> terms) {
        List<BigInteger> coming = everySecond(terms, terms.size() % 2);
        boolean both = power(1, coming).isPresent()
                && power(1, everySecond(terms, 1 - terms.size() % 2)).isPresent();
        return both ? power(1, coming) : Optional.empty();
    }

    private static List<BigInteger> everySecond(List<BigInteger> terms, int from) {
        return Stream.iterate(from, i -> i < terms.size(), i -> i + 2)
                .map(terms::get)
                .toList();
    }

    private static BigInteger cross(BigInteger a, BigInteger b, BigInteger c, BigInteger d) {
        return a.multiply(d).subtract(b.multiply(c));
    }

    private static BigInteger combined(BigInteger a, BigInteger p, BigInteger b, BigInteger q) {
        return a.multiply(p).add(b.multiply(q));
    }

    private static BigInteger last(List<BigInteger> terms) {
        return terms.get(terms.size() - 1);
    }

    private static List<BigInteger> differences(List<BigInteger> terms) {
        List<BigInteger> differences = new ArrayList<>();
        for (int i = 1; i < terms.size(); i++) {
            differences.add(terms.get(i).subtract(terms.get(i - 1)));
        }
        return differences;
    }
}
