package dev.rlvr4j.envs.generators.algebra;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.generators.Procedural;
import dev.rlvr4j.envs.generators.exact.Polynomial;
import dev.rlvr4j.envs.generators.exact.Rational;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlgebraGeneratorsTest {
    private static List<Task> tasks(String generator) {
        return IntStream.rangeClosed(1, 5)
                .boxed()
                .flatMap(level -> Procedural.tasks(generator, level, 60).stream())
                .toList();
    }

    @Test
    void theSolutionMakesBothSidesEqual() {
        for (Task task : tasks("simple_equations")) {
            String[] words = task.question().split(" ");
            char variable = words[3].charAt(0);
            Rational[] sides = Arrays.stream(words[1].split("="))
                    .map(side -> sumOfTerms(side, variable, new BigInteger(task.reference())))
                    .toArray(Rational[]::new);
            assertThat(sides[0]).as(task.question()).isEqualTo(sides[1]);
            assertThat(Procedural.accepts(task, variable + " = " + task.reference()))
                    .isTrue();
            assertThat(Procedural.accepts(task, variable + "=" + variable + "=" + task.reference()))
                    .isFalse();
            assertThat(Procedural.accepts(task, words[1])).isFalse();
        }
    }

    private static Rational sumOfTerms(String side, char variable, BigInteger value) {
        Rational sum = Rational.ZERO;
        for (String term : side.split("(?<=.)(?=[-+])")) {
            Polynomial read = Polynomial.parse(term, variable).orElseThrow();
            sum = sum.plus(read.at(Rational.of(value)));
        }
        return sum;
    }

    @Test
    void solutionsAreRootsAndThereAreNoOthers() {
        for (Task task : tasks("polynomial_equations").stream()
                .filter(t -> t.question().length() % 4 == 0)
                .toList()) {
            String text = task.question()
                    .substring(
                            "All real solutions of ".length(), task.question().indexOf('='));
            Polynomial equation = Polynomial.parse(text, 'x').orElseThrow();
            List<String> roots = task.reference().equals("none")
                    ? List.of()
                    : List.of(task.reference().split(", "));
            for (String root : roots) {
                assertThat(equation.at(rational(root)).signum())
                        .as(text + " " + root)
                        .isZero();
            }
            assertThat(signChanges(equation)).as(text).isEqualTo(roots.size());
        }
        Task task = Procedural.task("polynomial_equations", "?", "-2, 1/2");
        assertThat(List.of("-2, 1/2", "0.5, -2", "x=-2, x=1/2", "{-2, \\frac{1}{2}}"))
                .allMatch(a -> Procedural.accepts(task, a));
        assertThat(List.of("-2", "-2, 1/2, 3", "-2, -2, 1/2", "-2 or 1/2", "none", "", "x", "-2,,1/2"))
                .noneMatch(a -> Procedural.accepts(task, a));
        Task none = Procedural.task("polynomial_equations", "?", "none");
        assertThat(Procedural.accepts(none, "None.")).isTrue();
        assertThat(Procedural.accepts(none, "[]")).isFalse();
    }

    private static Rational rational(String text) {
        String[] parts = (text + "/1").split("/");
        return Rational.of(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    /** Real roots that are simple: how often the sign changes on a grid no two roots share a cell of. */
    private static int signChanges(Polynomial polynomial) {
        int changes = 0;
        int before = 0;
        for (int i = -3_100; i <= 3_100; i++) { // 1/100 beside every multiple of 1/90 up to 30
            int sign = polynomial.at(Rational.of(2L * i + 1, 180)).signum();
            changes += before != 0 && sign != before ? 1 : 0;
            before = sign;
        }
        return changes;
    }

    @Test
    void productsHaveTheValueOfTheirFactorsEverywhere() {
        for (Task task : tasks("polynomial_multiplication")) {
            Polynomial product = Polynomial.parse(task.reference(), 'x').orElseThrow();
            for (long x : new long[] {-3, 0, 1, 2, 11}) {
                Rational value = Rational.ONE;
                for (String factor : task.question().replace("=", "").split("\\)\\*\\(")) {
                    Polynomial read =
                            Polynomial.parse(factor.replaceAll("[()]", ""), 'x').orElseThrow();
                    value = value.times(read.at(Rational.of(x)));
                }
                assertThat(product.at(Rational.of(x))).isEqualTo(value);
            }
            assertThat(Procedural.accepts(task, task.question().replace("=", "")))
                    .isFalse();
        }
        Task task = Procedural.task("polynomial_multiplication", "?", "x^2-x-2");
        assertThat(List.of("x^2-x-2", "x^{2} - x - 2", "-2 - x + x²", "1x^2-1*x-2", "-2-x+x^2"))
                .allMatch(a -> Procedural.accepts(task, a));
        assertThat(List.of("(x+1)*(x-2)", "(x+1)(x-2)", "x^2+x-2x-2", "x*x-x-2", "x^2-x-2=0", "y^2-y-2", "x^2--x-2"))
                .noneMatch(a -> Procedural.accepts(task, a));
    }

    @Test
    void complexValuesAgreeWithFloatingPoint() {
        for (Task task : tasks("complex_arithmetic").subList(0, 180)) {
            String question = task.question();
            double[] left = complex(question.substring(1, question.indexOf(')')));
            double[] right = complex(question.substring(question.lastIndexOf('(') + 1, question.lastIndexOf(')')));
            double size = right[0] * right[0] + right[1] * right[1];
            double[] value = switch (question.charAt(question.indexOf(')') + 1)) {
                case '+' -> new double[] {left[0] + right[0], left[1] + right[1]};
                case '-' -> new double[] {left[0] - right[0], left[1] - right[1]};
                case '*' ->
                    new double[] {left[0] * right[0] - left[1] * right[1], left[0] * right[1] + left[1] * right[0]};
                default ->
                    new double[] {
                        (left[0] * right[0] + left[1] * right[1]) / size,
                        (left[1] * right[0] - left[0] * right[1]) / size
                    };
            };
            double[] answer = complex(task.reference());
            assertThat(Math.hypot(answer[0] - value[0], answer[1] - value[1]))
                    .as(question)
                    .isLessThan(1e-6);
        }
        Task task = Procedural.task("complex_arithmetic", "?", "11-2i");
        assertThat(List.of("11-2i", "-2i + 11", "11 - 2*i")).allMatch(a -> Procedural.accepts(task, a));
        assertThat(List.of("11+2i", "11", "11-2i^1-0i", "11-2i+i^4-1", "(3+4i)*(1-2i)", "11-2j"))
                .noneMatch(a -> Procedural.accepts(task, a));
    }

    private static double[] complex(String text) {
        Polynomial read = Polynomial.parse(text, 'i').orElseThrow();
        return new double[] {
            read.coefficient(0).numerator().doubleValue(),
            read.coefficient(1).numerator().doubleValue()
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x^3+2x+C | true",
                "x^3 + 2x | true",
                "2x+x^3+7 | true",
                "x^{3}+2x+c | true",
                "'\\frac{3x^3}{3}+2x+K' | true",
                "3x^2+2 | false",
                "x^3+2x+2x | false",
                "x^3+2x+C+C | false",
                "x^3+2x+D | false",
                "C | false",
                "x^3+x+C | false"
            })
    void anAntiderivativeIsRightUpToItsConstant(String answer, boolean right) {
        Task task = Procedural.task("simple_integration", "?", "x^3+2x+C", "integrand", "3x^2+2");
        assertThat(Procedural.accepts(task, answer)).isEqualTo(right);
    }

    @Test
    void antiderivativesHaveTheSlopeOfWhatIsAsked() {
        for (Task task : tasks("simple_integration")) {
            Polynomial asked =
                    Polynomial.parse(task.metadata().get("integrand"), 'x').orElseThrow();
            Polynomial integral =
                    Polynomial.parse(task.reference().replace("+C", ""), 'x').orElseThrow();
            assertThat(task.question()).contains(asked.toString());
            // the mean slope between 0 and 1 is the integral of the terms one by one
            Rational sum = Rational.ZERO;
            for (int e = 0; e <= asked.degree(); e++) {
                sum = sum.plus(asked.coefficient(e).times(Rational.of(1, e + 1L)));
            }
            assertThat(integral.at(Rational.ONE).minus(integral.at(Rational.ZERO)))
                    .isEqualTo(sum);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3x^2-1/2*x+1 | 3x^2-1/2*x+1",
                "-x | -x",
                "x/2 + .5 | 1/2*x+1/2",
                "(3/4)x^2 | 3/4*x^2",
                "x^(2) | x^2",
                "0 | 0"
            })
    void polynomialsAreReadAndWritten(String text, String written) {
        assertThat(Polynomial.parse(text, 'x').orElseThrow()).hasToString(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x x", "2*", "x^", "x^-1", "x^99999", "x^1.5", "x/0", "x+", "+-x", "(x)", "2*3", "x^2^2", "1,000x",
                "3x^2y"
            })
    void whatIsNoCollectedPolynomialIsRefused(String text) {
        assertThat(Polynomial.parse(text, 'x')).isEmpty();
    }
}
