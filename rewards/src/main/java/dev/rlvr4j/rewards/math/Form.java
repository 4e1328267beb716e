package dev.rlvr4j.rewards.math;

import java.math.BigInteger;

/** How an answer is written, where the policy asks for more than its value. */
final class Form {
    private Form() {}

    /** Whether each value of it is a number literal; a fraction counts where the reference is no integer. */
    static boolean isLiteral(Tree tree, Tree gold) {
        if (tree instanceof Tree.Num || tree instanceof Tree.Based || tree == Tree.Const.INFINITY) {
            return true;
        }
        if (tree instanceof Tree.Quantity
                || tree instanceof Tree.Percent
                || tree instanceof Tree.Bracketed
                || tree instanceof Tree.SetOf
                || tree instanceof Tree.Listing) {
            return tree.children().stream().allMatch(child -> isLiteral(child, gold));
        }
        if (tree instanceof Tree.Relation r) {
            return Relations.isAssignment(r) && r.children().size() == 2 && isLiteral(r.last(), gold);
        }
        if (tree instanceof Tree.Product p
                && p.children().size() == 2
                && p.children().get(0).equals(Tree.num(-1))) {
            return isLiteral(p.children().get(1), gold);
        }
        boolean integer = gold instanceof Tree.Num n && n.value().isInteger();
        if (tree instanceof Tree.Sum s
                && s.children().size() == 2
                && s.children().get(0) instanceof Tree.Num) {
            return !integer
                    && s.children().get(1) instanceof Tree.Ratio r
                    && isLowest(r)
                    && isInteger(s.children().get(0));
        }
        return !integer && tree instanceof Tree.Ratio r && isLowest(r);
    }

    /** A fraction of two integers without a common divisor that is no integer itself. */
    private static boolean isLowest(Tree.Ratio ratio) {
        return ratio.over() instanceof Tree.Num over
                && ratio.under() instanceof Tree.Num under
                && over.value().isInteger()
                && under.value().isInteger()
                && under.value().sign() > 0
                && !under.value().equals(Fraction.ONE)
                && over.value().numerator().gcd(under.value().numerator()).equals(BigInteger.ONE);
    }

    private static boolean isInteger(Tree tree) {
        return tree instanceof Tree.Num n && n.value().isInteger();
    }

    /** Whether every fraction is in lowest terms, and no arithmetic between plain numbers is left to do. */
    static boolean isReduced(Tree tree, Budget budget) {
        budget.tick();
        if (tree instanceof Tree.Ratio r) {
            boolean numbers = r.over() instanceof Tree.Num && r.under() instanceof Tree.Num;
            BigInteger common = content(r.over()).gcd(content(r.under()));
            if (numbers
                    ? !isLowest(r)
                    : common.compareTo(BigInteger.ONE) > 0 || r.under().equals(Tree.num(1))) {
                return false;
            }
        } else if (tree instanceof Tree.Sum s && numbers(s) > 1 && !isMixed(s)) {
            return false;
        } else if (tree instanceof Tree.Product p
                && numbers(p) > 1
                && !p.children().get(0).equals(Tree.num(-1))) {
            return false;
        } else if (tree instanceof Tree.Power || tree instanceof Tree.Fn) {
            if (!tree.has(Tree.Sym.class) && Rationals.valueOrNull(tree, budget) != null) {
                return false;
            }
        }
        return tree.children().stream().allMatch(child -> isReduced(child, budget));
    }

    private static boolean isMixed(Tree.Sum sum) {
        return sum.children().size() == 2
                && isInteger(sum.children().get(0))
                && sum.children().get(1) instanceof Tree.Ratio r
                && isLowest(r)
                && r.over() instanceof Tree.Num over
                && r.under() instanceof Tree.Num under
                && over.value().compareTo(under.value()) < 0;
    }

    private static int numbers(Tree tree) {
        int count = 0;
        for (Tree child : tree.children()) {
            Tree plain = child instanceof Tree.Product p
                            && p.children().size() == 2
                            && p.children().get(0).equals(Tree.num(-1))
                    ? p.children().get(1)
                    : child;
            boolean number = plain instanceof Tree.Num
                    || plain instanceof Tree.Ratio r && r.over() instanceof Tree.Num && r.under() instanceof Tree.Num;
            count += number ? 1 : 0;
        }
        return count;
    }

    /** The integer that divides every term. */
    private static BigInteger content(Tree tree) {
        if (tree instanceof Tree.Num n && n.value().isInteger()) {
            return n.value().numerator().abs();
        }
        if (tree instanceof Tree.Product p) {
            BigInteger product = BigInteger.ONE;
            for (Tree factor : p.children()) {
                product = product.multiply(content(factor));
                if (product.bitLength() > Bounds.BITS) {
                    throw Fraction.tooLarge();
                }
            }
            return product;
        }
        if (tree instanceof Tree.Sum s) {
            BigInteger gcd = BigInteger.ZERO;
            for (Tree term : s.children()) {
                gcd = gcd.gcd(content(term));
            }
            return gcd;
        }
        return BigInteger.ONE;
    }
}
