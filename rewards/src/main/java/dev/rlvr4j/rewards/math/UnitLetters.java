package dev.rlvr4j.rewards.math;

import java.util.List;
import java.util.Set;

/**
 * An answer whose last factors are units of one letter, {@code 42 m}, {@code 42 m/s^2}, without them. The parser cannot know them
 * from unknowns; a reference without unknowns tells.
 */
final class UnitLetters {
    private static final Set<String> LETTERS =
            Set.of("m", "s", "g", "h", "l", "L", "N", "J", "W", "V", "A", "K", "C", "F");

    private UnitLetters() {}

    /** The number before its units; the tree itself where it is no such product. */
    static Tree without(Tree tree) {
        if (tree instanceof Tree.Ratio r && isUnit(r.under())) {
            Tree over = without(r.over());
            return over == r.over() ? tree : over;
        }
        if (!(tree instanceof Tree.Product p)) {
            return tree;
        }
        List<Tree> factors = p.children();
        int units = 0;
        while (units < factors.size() && isUnit(factors.get(factors.size() - 1 - units))) {
            units++;
        }
        int rest = factors.size() - units;
        return units == 0 || units > 2 || rest == 0 ? tree : Expressions.multiplied(factors.subList(0, rest));
    }

    private static boolean isUnit(Tree tree) {
        if (tree instanceof Tree.Power p) {
            return isUnit(p.base()) && p.exponent() instanceof Tree.Num;
        }
        if (tree instanceof Tree.Ratio r) {
            return isUnit(r.over()) && isUnit(r.under());
        }
        return tree instanceof Tree.Sym s && LETTERS.contains(s.name());
    }
}
