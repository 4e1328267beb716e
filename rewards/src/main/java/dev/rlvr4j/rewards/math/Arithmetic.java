package dev.rlvr4j.rewards.math;

import java.util.List;

/**
 * A kind of numbers in which a tree can be evaluated. Each operation may throw {@link Outside.Undefined} where there is no
 * value, {@link Outside.NotHere} where these numbers do not know it, and {@link Outside.Exceeded} where it is too large.
 */
interface Arithmetic<T> {
    T rational(Fraction value);

    T constant(Tree.Const constant);

    T add(T left, T right);

    T multiply(T left, T right);

    T divide(T over, T under);

    /** To an exact power. */
    T exactPower(T base, Fraction exponent);

    /** To any power. */
    T generalPower(T base, T exponent);

    T apply(Function function, List<T> arguments);
}
