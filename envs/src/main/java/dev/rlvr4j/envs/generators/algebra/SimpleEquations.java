package dev.rlvr4j.envs.generators.algebra;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.math.BigInteger;
import java.util.List;

/** Generator {@code simple_equations}: a linear equation with a whole solution, {@code Solve 3x+12=27 for x:}. Size: terms. */
public final class SimpleEquations implements Generator<SimpleEquations.Settings> {
    private static final List<Character> VARIABLES = List.of('x', 'y', 'z', 'n', 't', 'w');

    /**
     * Which equations.
     *
     * @param minTerms fewest terms, both sides together
     * @param maxTerms most terms
     * @param maxValue largest coefficient and drawn constant; the solution is at most this, with either sign
     */
    public record Settings(int minTerms, int maxTerms, int maxValue) {
        public Settings {
            Bounds.range("terms", minTerms, maxTerms, 3, 50);
            Bounds.within("max_value", maxValue, 2, 1_000_000_000);
        }
    }

    @Override
    public String name() {
        return "simple_equations";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(3, 3, 12),
                new Settings(4, 5, 50),
                new Settings(5, 8, 100),
                new Settings(8, 12, 10_000),
                new Settings(12, 20, 1_000_000));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        char variable = draws.of(VARIABLES);
        int terms = draws.between(settings.minTerms, settings.maxTerms);
        while (true) { // the coefficients cancel now and then
            Side left = new Side();
            Side right = new Side();
            long solution = draws.between((long) -settings.maxValue, settings.maxValue);
            left.add(draws.between(2L, settings.maxValue), variable, solution);
            left.add(draws.nonZero(settings.maxValue), ' ', solution);
            for (int i = 3; i < terms; i++) {
                Side side = draws.coin() ? left : right;
                side.add(draws.nonZero(settings.maxValue), draws.coin() ? variable : ' ', solution);
            }
            BigInteger balance = left.value.subtract(right.value);
            right.add(balance, ' ', BigInteger.ZERO);
            if (!left.slope.equals(right.slope)) {
                return Item.of("Solve " + left.text + "=" + right.text + " for " + variable + ":", solution, terms);
            }
        }
    }

    /** One side of an equation: its text, its value at the solution, and the variable's coefficient. */
    private static final class Side {
        private final StringBuilder text = new StringBuilder();
        private BigInteger value = BigInteger.ZERO;
        private BigInteger slope = BigInteger.ZERO;

        void add(long coefficient, char variable, long solution) {
            add(BigInteger.valueOf(coefficient), variable, BigInteger.valueOf(solution));
        }

        void add(BigInteger coefficient, char variable, BigInteger solution) {
            boolean constant = variable == ' ';
            boolean bare = !constant && coefficient.abs().equals(BigInteger.ONE);
            text.append(coefficient.signum() < 0 ? "-" : text.isEmpty() ? "" : "+")
                    .append(bare ? "" : coefficient.abs().toString())
                    .append(constant ? "" : String.valueOf(variable));
            value = value.add(constant ? coefficient : coefficient.multiply(solution));
            slope = constant ? slope : slope.add(coefficient);
        }
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        return Answers.integer(Solutions.withoutVariable(answer), task.reference());
    }
}
