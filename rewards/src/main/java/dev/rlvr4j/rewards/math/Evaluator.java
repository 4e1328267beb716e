package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks a tree and gives its value in some arithmetic, at a point that gives each name its value. */
final class Evaluator<T> {
    private final Arithmetic<T> arithmetic;
    private final Map<String, T> point;
    private final Budget budget;
    private final int cost;

    /** @param cost steps that each node takes from the budget */
    Evaluator(Arithmetic<T> arithmetic, Map<String, T> point, Budget budget, int cost) {
        this.arithmetic = arithmetic;
        this.point = point;
        this.budget = budget;
        this.cost = cost;
    }

    T value(Tree tree) {
        budget.spend(cost);
        if (tree instanceof Tree.Num n) {
            return arithmetic.rational(n.value());
        }
        if (isName(tree)) {
            T value = point.get(Canonical.of(tree));
            if (value == null) {
                throw new Outside.NotHere("a name without a value");
            }
            return value;
        }
        if (tree instanceof Tree.Const c) {
            return arithmetic.constant(c);
        }
        if (tree instanceof Tree.Sum s) {
            T sum = value(s.children().get(0));
            for (int i = 1; i < s.children().size(); i++) {
                sum = arithmetic.add(sum, value(s.children().get(i)));
            }
            return sum;
        }
        if (tree instanceof Tree.Product p) {
            T product = value(p.children().get(0));
            for (int i = 1; i < p.children().size(); i++) {
                product = arithmetic.multiply(product, value(p.children().get(i)));
            }
            return product;
        }
        if (tree instanceof Tree.Ratio r) {
            return arithmetic.divide(value(r.over()), value(r.under()));
        }
        if (tree instanceof Tree.Percent p) {
            return arithmetic.divide(value(p.of()), arithmetic.rational(Fraction.of(100)));
        }
        if (tree instanceof Tree.Power p) {
            Fraction exponent = exact(p.exponent());
            return exponent != null
                    ? arithmetic.exactPower(value(p.base()), exponent)
                    : arithmetic.generalPower(value(p.base()), value(p.exponent()));
        }
        if (tree instanceof Tree.Fn f) {
            List<T> arguments = new ArrayList<>(f.children().size());
            for (Tree child : f.children()) {
                arguments.add(value(child));
            }
            return arithmetic.apply(f.name(), arguments);
        }
        if (tree instanceof Tree.Opaque o
                && o.name().equals("ratio")
                && o.children().size() == 2) {
            return arithmetic.divide(
                    value(o.children().get(0)), value(o.children().get(1)));
        }
        throw new Outside.NotHere("no single value");
    }

    /** The value of an exponent without names, if it is rational. */
    private @Nullable Fraction exact(Tree exponent) {
        return Rationals.valueOrNull(exponent, budget);
    }

    /** Whether a node stands for an unknown value. */
    static boolean isName(Tree tree) {
        return tree instanceof Tree.Sym
                || tree instanceof Tree.Words
                || tree instanceof Tree.Opaque o && !o.name().equals("ratio");
    }

    /** The names of all unknown values in a tree. */
    static void names(Tree tree, Set<String> out) {
        if (isName(tree)) {
            out.add(Canonical.of(tree));
        } else {
            for (Tree child : tree.children()) {
                names(child, out);
            }
        }
    }
}
