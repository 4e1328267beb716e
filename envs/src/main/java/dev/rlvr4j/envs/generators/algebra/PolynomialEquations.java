package dev.rlvr4j.envs.generators.algebra;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.envs.generators.exact.Literals;
import dev.rlvr4j.envs.generators.exact.Polynomial;
import dev.rlvr4j.envs.generators.exact.Rational;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Generator {@code polynomial_equations}: all real solutions of a polynomial equation; they are whole numbers, or one fraction
 * for a linear equation. There may be none. Size: the degree.
 */
public final class PolynomialEquations implements Generator<PolynomialEquations.Settings> {
    private static final String NONE = "none";

    /**
     * Which equations.
     *
     * @param minDegree lowest degree
     * @param maxDegree highest degree
     * @param maxRoot largest solution, with either sign
     */
    public record Settings(int minDegree, int maxDegree, int maxRoot) {
        public Settings {
            Bounds.range("degree", minDegree, maxDegree, 1, 6);
            Bounds.within("max_root", maxRoot, 6, 10_000);
        }
    }

    @Override
    public String name() {
        return "polynomial_equations";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(1, 1, 20),
                new Settings(1, 2, 10),
                new Settings(2, 2, 30),
                new Settings(2, 3, 20),
                new Settings(3, 4, 20));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        int degree = draws.between(settings.minDegree, settings.maxDegree);
        SortedSet<Rational> roots = new TreeSet<>();
        Polynomial equation = Polynomial.term(draws.between(1L, 3L), 0);
        if (degree == 1) {
            long slope = draws.between(2L, 9L);
            long constant = draws.between((long) -settings.maxRoot, settings.maxRoot);
            equation = equation.times(linear(slope, constant));
            roots.add(Rational.of(-constant, slope));
        } else {
            int left = degree;
            if (draws.below(3) == 0) { // x^2+bx+c with b^2 < 4c has no real solution
                long b = draws.between(-6L, 6L);
                long c = b * b / 4 + draws.between(1L, 9L);
                equation =
                        equation.times(linear(1, b).times(Polynomial.term(1, 1)).plus(Polynomial.term(c, 0)));
                left -= 2;
            }
            while (roots.size() < left) {
                long root = draws.between((long) -settings.maxRoot, settings.maxRoot);
                if (roots.add(Rational.of(root))) {
                    equation = equation.times(linear(1, -root));
                }
            }
        }
        String solutions = roots.stream().map(Rational::toString).collect(Collectors.joining(", "));
        return Item.of(
                "All real solutions of " + equation + "=0, separated by commas, or none:",
                solutions.isEmpty() ? NONE : solutions,
                degree);
    }

    private static Polynomial linear(long slope, long constant) {
        return Polynomial.term(slope, 1).plus(Polynomial.term(constant, 0));
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        Optional<SortedSet<Rational>> solutions = solutions(answer);
        return solutions
                .map(s -> Answers.compared(
                        answer, s.equals(solutions(task.reference()).orElseThrow()), task.reference()))
                .orElseGet(() -> Answers.unreadable(answer, "a list of different numbers, or none"));
    }

    /** The solutions of a list; a number that is listed twice makes it unreadable. */
    private static Optional<SortedSet<Rational>> solutions(String text) {
        SortedSet<Rational> solutions = new TreeSet<>();
        if (text.strip().equalsIgnoreCase(NONE)) {
            return Optional.of(solutions);
        }
        Optional<List<String>> parts = text.indexOf(',') < 0 ? Optional.of(List.of(text)) : Literals.parts(text);
        for (String part : parts.orElse(List.of())) {
            Optional<Rational> value = Literals.number(Solutions.withoutVariable(part));
            if (value.isEmpty() || !solutions.add(value.get())) {
                return Optional.empty();
            }
        }
        return solutions.isEmpty() ? Optional.empty() : Optional.of(solutions);
    }
}
