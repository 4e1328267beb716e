package dev.rlvr4j.envs.generators.arithmetic;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Generator {@code number_sequence}: the next term of a sequence, {@code Next number: 1, 4, 9, 16,}. Sequences that two of the
 * rules explain with different next terms are not asked, so the answer is unique among them. Size: the rule's complexity.
 *
 * <p>Rules by complexity: 1 a constant step; 2 a fixed multiple plus a constant, or a square; 3 a cube, or a combination of the
 * last two terms; 4 two interleaved sequences of constant steps, or such a combination plus a constant; 5 a fourth power.
 */
public final class NumberSequence implements Generator<NumberSequence.Settings> {
    private static final int MAX_DRAWS = 10_000;

    /**
     * Which sequences.
     *
     * @param minTerms fewest terms shown
     * @param maxTerms most terms shown
     * @param minComplexity lowest complexity of the rule
     * @param maxComplexity highest complexity of the rule
     */
    public record Settings(int minTerms, int maxTerms, int minComplexity, int maxComplexity) {
        public Settings {
            Bounds.range("terms", minTerms, maxTerms, 4, 12);
            Bounds.range("complexity", minComplexity, maxComplexity, 1, 5);
            Bounds.within("min_terms", minTerms, SequenceRule.leastTerms(maxComplexity), 12);
        }
    }

    @Override
    public String name() {
        return "number_sequence";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(4, 5, 1, 1),
                new Settings(5, 6, 1, 2),
                new Settings(6, 7, 2, 3),
                new Settings(7, 8, 3, 4),
                new Settings(7, 9, 4, 5));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        for (int attempt = 0; attempt < MAX_DRAWS; attempt++) {
            int shown = draws.between(settings.minTerms, settings.maxTerms);
            int complexity = draws.between(settings.minComplexity, settings.maxComplexity);
            List<BigInteger> terms = drawn(complexity, shown + 1, draws);
            List<BigInteger> given = terms.subList(0, shown);
            List<BigInteger> nexts = SequenceRule.all().stream()
                    .map(rule -> rule.next(given))
                    .flatMap(Optional::stream)
                    .distinct()
                    .toList();
            if (nexts.equals(List.of(terms.get(shown)))) {
                String list = given.stream().map(BigInteger::toString).collect(Collectors.joining(", "));
                return Item.of("Next number: " + list + ",", terms.get(shown), complexity);
            }
        }
        throw new RlvrException("number_sequence: no sequence with one explanation in " + MAX_DRAWS + " draws");
    }

    private static List<BigInteger> drawn(int complexity, int count, Draws draws) {
        return switch (complexity) {
            case 1 -> powers(1, count, draws);
            case 2 -> draws.coin() ? powers(2, count, draws) : recurrent(1, draws.between(2L, 3L), 0, 9, count, draws);
            case 3 ->
                draws.coin()
                        ? powers(3, count, draws)
                        : recurrent(2, draws.between(1L, 2L), draws.nonZero(2), 0, count, draws);
            case 4 ->
                draws.coin()
                        ? interleaved(count, draws)
                        : recurrent(2, draws.between(1L, 2L), draws.nonZero(2), 9, count, draws);
            default -> powers(4, count, draws);
        };
    }

    /** A polynomial of the index. */
    private static List<BigInteger> powers(int degree, int count, Draws draws) {
        List<Long> coefficients = new ArrayList<>();
        for (int i = 0; i <= degree; i++) {
            coefficients.add(
                    i == degree
                            ? draws.nonZero(degree == 1 ? 30 : 3)
                            : draws.between(-(degree > 1 ? 9L : 99L), degree > 1 ? 9L : 99L));
        }
        List<BigInteger> terms = new ArrayList<>();
        for (int n = 1; n <= count; n++) {
            BigInteger value = BigInteger.ZERO;
            for (int i = degree; i >= 0; i--) {
                value = value.multiply(BigInteger.valueOf(n)).add(BigInteger.valueOf(coefficients.get(i)));
            }
            terms.add(value);
        }
        return terms;
    }

    /** {@code a(n) = p a(n-1) + q a(n-2) + c} with a constant of at most {@code maxConstant}. */
    private static List<BigInteger> recurrent(int order, long p, long q, long maxConstant, int count, Draws draws) {
        List<BigInteger> terms = new ArrayList<>();
        for (int i = 0; i < order; i++) {
            terms.add(BigInteger.valueOf(draws.between(-9L, 9L)));
        }
        BigInteger constant = BigInteger.valueOf(draws.between(-maxConstant, maxConstant));
        while (terms.size() < count) {
            BigInteger value =
                    terms.get(terms.size() - 1).multiply(BigInteger.valueOf(p)).add(constant);
            terms.add(order == 1 ? value : value.add(terms.get(terms.size() - 2).multiply(BigInteger.valueOf(q))));
        }
        return terms;
    }

    private static List<BigInteger> interleaved(int count, Draws draws) {
        List<BigInteger> even = powers(1, count, draws);
        List<BigInteger> odd = powers(1, count, draws);
        List<BigInteger> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            terms.add((i % 2 == 0 ? even : odd).get(i / 2));
        }
        return terms;
    }
}
