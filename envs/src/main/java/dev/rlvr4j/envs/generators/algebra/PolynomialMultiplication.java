package dev.rlvr4j.envs.generators.algebra;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.envs.generators.exact.Polynomial;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.util.List;
import java.util.Optional;

/**
 * Generator {@code polynomial_multiplication}: {@code (x^2+3x-1)*(2x-5)=} as a sum of powers. The product written again, or a
 * sum that is not collected, is no answer. Size: products of single terms.
 */
public final class PolynomialMultiplication implements Generator<PolynomialMultiplication.Settings> {
    /**
     * Which products.
     *
     * @param minFactors fewest polynomials
     * @param maxFactors most polynomials
     * @param maxTerms most terms of a polynomial
     * @param maxDegree highest degree of a polynomial
     * @param maxCoefficient largest coefficient, with either sign
     */
    public record Settings(int minFactors, int maxFactors, int maxTerms, int maxDegree, int maxCoefficient) {
        public Settings {
            Bounds.range("factors", minFactors, maxFactors, 2, 6);
            Bounds.within("max_degree", maxDegree, 1, 20);
            Bounds.within("max_terms", maxTerms, 2, maxDegree + 1);
            Bounds.within("max_coefficient", maxCoefficient, 1, 1_000_000);
        }
    }

    @Override
    public String name() {
        return "polynomial_multiplication";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(2, 2, 2, 1, 9),
                new Settings(2, 2, 3, 2, 9),
                new Settings(2, 3, 3, 3, 9),
                new Settings(3, 3, 4, 5, 12),
                new Settings(3, 4, 5, 10, 20));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int factors = draws.between(settings.minFactors, settings.maxFactors);
        StringBuilder question = new StringBuilder();
        Polynomial product = Polynomial.term(1, 0);
        int size = 1;
        for (int i = 0; i < factors; i++) {
            Polynomial factor = drawn(settings, draws);
            question.append(i == 0 ? "" : "*").append('(').append(factor).append(')');
            product = product.times(factor);
            size *= factor.terms();
        }
        return Item.of(question.append('=').toString(), product, size);
    }

    private static Polynomial drawn(Settings settings, Draws draws) {
        int terms = draws.between(2, settings.maxTerms);
        Polynomial sum = Polynomial.ZERO;
        while (sum.terms() < terms) {
            int exponent = draws.between(0, settings.maxDegree);
            if (sum.coefficient(exponent).signum() == 0) {
                sum = sum.plus(Polynomial.term(draws.nonZero(settings.maxCoefficient), exponent));
            }
        }
        return sum;
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        Optional<Polynomial> value = Polynomial.parse(answer, 'x');
        return value.map(v -> Answers.compared(answer, v.toString().equals(task.reference()), task.reference()))
                .orElseGet(() -> Answers.unreadable(answer, "a sum of different powers of x"));
    }
}
