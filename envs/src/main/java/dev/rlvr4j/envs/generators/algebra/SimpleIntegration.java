package dev.rlvr4j.envs.generators.algebra;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.envs.generators.exact.Polynomial;
import dev.rlvr4j.envs.generators.exact.Rational;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Generator {@code simple_integration}: an antiderivative of a polynomial, with any constant or {@code + C}. An answer is right
 * when its derivative is the polynomial asked. Size: the sum of the exponents.
 */
public final class SimpleIntegration implements Generator<SimpleIntegration.Settings> {
    /**
     * Which polynomials.
     *
     * @param minTerms fewest terms
     * @param maxTerms most terms
     * @param minDegree lowest exponent
     * @param maxDegree highest exponent
     * @param maxCoefficient largest coefficient, with either sign
     */
    public record Settings(int minTerms, int maxTerms, int minDegree, int maxDegree, int maxCoefficient) {
        public Settings {
            Bounds.range("degree", minDegree, maxDegree, 0, 50);
            Bounds.range("terms", minTerms, maxTerms, 1, maxDegree - minDegree + 1L);
            Bounds.within("max_coefficient", maxCoefficient, 1, 1_000_000);
        }
    }

    @Override
    public String name() {
        return "simple_integration";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(1, 2, 1, 3, 12),
                new Settings(2, 3, 1, 5, 12),
                new Settings(3, 4, 1, 8, 20),
                new Settings(4, 5, 1, 10, 50),
                new Settings(5, 6, 2, 15, 100));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int terms = draws.between(settings.minTerms, settings.maxTerms);
        Polynomial asked = Polynomial.ZERO;
        Polynomial integral = Polynomial.ZERO;
        int exponents = 0;
        while (asked.terms() < terms) {
            int exponent = draws.between(settings.minDegree, settings.maxDegree);
            if (asked.coefficient(exponent).signum() == 0) {
                long coefficient = draws.nonZero(settings.maxCoefficient);
                asked = asked.plus(Polynomial.term(coefficient, exponent));
                integral = integral.plus(Polynomial.term(Rational.of(coefficient, exponent + 1L), exponent + 1));
                exponents += exponent;
            }
        }
        return new Item(
                "The integral of " + asked + " over x:",
                integral + "+C",
                exponents,
                Map.of("integrand", asked.toString()));
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        Polynomial asked = Polynomial.parse(
                        Objects.requireNonNull(task.metadata().get("integrand")), 'x')
                .orElseThrow();
        Optional<Polynomial> integral = Polynomial.parse(withoutConstant(answer), 'x');
        return integral.map(i -> Answers.compared(answer, i.derivative().equals(asked), task.reference()))
                .orElseGet(() -> Answers.unreadable(answer, "a sum of different powers of x, and + C"));
    }

    private static String withoutConstant(String answer) {
        String plain = answer.strip();
        boolean letter = !plain.isEmpty() && "CcKk".indexOf(plain.charAt(plain.length() - 1)) >= 0;
        String rest = letter ? plain.substring(0, plain.length() - 1).strip() : plain;
        return letter && rest.endsWith("+") ? rest.substring(0, rest.length() - 1) : plain;
    }
}
