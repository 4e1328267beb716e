package dev.rlvr4j.envs.generators.puzzles;

import dev.rlvr4j.envs.generators.Answers;
import dev.rlvr4j.envs.generators.exact.Expression;
import dev.rlvr4j.envs.generators.exact.Literals;
import dev.rlvr4j.envs.generators.exact.Rational;
import dev.rlvr4j.rewards.Judgement;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * The rule of countdown and 24: an expression of exactly the given numbers, each as often as it is given, whose exact value is
 * the target. {@code expression = target} is taken too. What is no {@link Expression} never counts, whatever a calculator
 * would make of it.
 */
final class TargetExpression {
    private TargetExpression() {}

    static Judgement judge(String answer, List<Long> given, long target) {
        String left = answer;
        int equals = answer.indexOf('=');
        if (equals >= 0) {
            Optional<BigInteger> right = Literals.integer(answer.substring(equals + 1));
            if (right.isEmpty() || !right.get().equals(BigInteger.valueOf(target))) {
                return Answers.wrong(answer, "the right side is not " + target);
            }
            left = answer.substring(0, equals).strip();
        }
        Optional<Expression> expression = Expression.parse(left);
        if (expression.isEmpty()) {
            return Answers.unreadable(answer, "an expression of whole numbers, + - * / and brackets");
        }
        List<Long> used = expression.get().numbers().stream().sorted().toList();
        if (!used.equals(given.stream().sorted().toList())) {
            return Answers.wrong(answer, "it does not use each of the numbers " + given + " exactly once");
        }
        Rational value = expression.get().value();
        return value.equals(Rational.of(target))
                ? Answers.compared(answer, true, answer)
                : Answers.wrong(answer, "its value is not " + target);
    }
}
