package dev.rlvr4j.envs.generators.algebra;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.Bounds;
import dev.rlvr4j.envs.generators.Draws;
import dev.rlvr4j.envs.generators.Generator;
import dev.rlvr4j.envs.generators.Item;
import dev.rlvr4j.envs.generators.exact.Polynomial;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Judgement;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * Generator {@code complex_arithmetic}: {@code (3+4i)*(1-2i)=} with whole parts; divisions come out whole. Size: digits in all.
 */
public final class ComplexArithmetic implements Generator<ComplexArithmetic.Settings> {
    /**
     * Which numbers.
     *
     * @param maxPart largest real and imaginary part, with either sign
     * @param operators which of {@code + - * /} are asked
     */
    public record Settings(int maxPart, String operators) {
        public Settings {
            Bounds.within("max_part", maxPart, 1, 1_000_000_000);
            Bounds.oneOf("operators", operators, List.of("+-", "+-*", "+-*/", "*", "*/", "/"));
        }
    }

    private record Complex(BigInteger real, BigInteger imaginary) {
        static Complex drawn(long max, Draws draws) {
            return new Complex(BigInteger.valueOf(draws.between(-max, max)), BigInteger.valueOf(draws.nonZero(max)));
        }

        Complex plus(Complex other) {
            return new Complex(real.add(other.real), imaginary.add(other.imaginary));
        }

        Complex negated() {
            return new Complex(real.negate(), imaginary.negate());
        }

        Complex times(Complex other) {
            return new Complex(
                    real.multiply(other.real).subtract(imaginary.multiply(other.imaginary)),
                    real.multiply(other.imaginary).add(imaginary.multiply(other.real)));
        }

        /** {@code 3-4i}; parts that are 0 are left out. */
        String text() {
            String size = imaginary.abs().equals(BigInteger.ONE)
                    ? ""
                    : imaginary.abs().toString();
            String i = imaginary.signum() == 0 ? "" : (imaginary.signum() < 0 ? "-" : "+") + size + "i";
            if (real.signum() == 0) {
                return i.isEmpty() ? "0" : i.startsWith("+") ? i.substring(1) : i;
            }
            return real + i;
        }
    }

    @Override
    public String name() {
        return "complex_arithmetic";
    }

    @Override
    public List<Settings> levels() {
        return List.of(
                new Settings(10, "+-"),
                new Settings(10, "+-*/"),
                new Settings(100, "+-*/"),
                new Settings(10_000, "+-*/"),
                new Settings(100_000_000, "+-*/"));
    }

    @Override
    public Item generate(Settings settings, Draws draws) {
        Complex left = Complex.drawn(settings.maxPart, draws);
        Complex right = Complex.drawn(settings.maxPart, draws);
        char operator = settings.operators.charAt(draws.below(settings.operators.length()));
        Complex value = switch (operator) {
            case '+' -> left.plus(right);
            case '-' -> left.plus(right.negated());
            case '*' -> left.times(right);
            default -> left;
        };
        Complex first = operator == '/' ? left.times(right) : left;
        String question = "(" + first.text() + ")" + operator + "(" + right.text() + ")=";
        double digits = question.chars().filter(c -> c >= '0' && c <= '9').count();
        // products take more work than sums of the same length
        return Item.of(question, value.text(), operator == '+' || operator == '-' ? digits : 2 * digits);
    }

    @Override
    public Judgement judge(String answer, Attempt task) {
        Optional<Polynomial> value = Polynomial.parse(answer, 'i').filter(v -> v.degree() <= 1);
        Polynomial gold = Polynomial.parse(task.reference(), 'i').orElseThrow();
        return value.map(v -> Answers.compared(answer, v.equals(gold), task.reference()))
                .orElseGet(() -> Answers.unreadable(answer, "a number like 3-4i"));
    }
}
