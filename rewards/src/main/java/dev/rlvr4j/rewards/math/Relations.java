package dev.rlvr4j.rewards.math;

import dev.rlvr4j.core.loop.CounterRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Equations and inequalities: chains, assignments, and whether two relations say the same. */
final class Relations {
    private static final long SEED = CounterRandom.key(0x4d617468L, "relations");

    private static final String MINUS_ONE = Canonical.of(Tree.negated(Tree.num(1)));

    private final Budget budget;
    private final Scalars scalars;
    private final Equality equality;

    Relations(Budget budget, Scalars scalars, Equality equality) {
        this.budget = budget;
        this.scalars = scalars;
        this.equality = equality;
    }

    /** Whether its signs only hand one value on: =, ≈, ∈. */
    static boolean isChain(Tree.Relation relation) {
        return relation.signs().stream()
                .allMatch(s -> s == Comparison.EQUAL || s == Comparison.ABOUT || s == Comparison.IN);
    }

    /** Whether it gives a name its value: {@code x = 3}, {@code f(x) = x + 1}, {@code (x, y) = (1, 2)}, {@code x ∈ [0, 1]}. */
    static boolean isAssignment(Tree.Relation relation) {
        return isChain(relation) && isName(relation.first());
    }

    /** Whether a term is a name, or made of names only. */
    static boolean isName(Tree tree) {
        if (tree instanceof Tree.Sym || tree instanceof Tree.Words || tree instanceof Tree.Opaque) {
            return true;
        }
        if (tree instanceof Tree.Const c) {
            return c != Tree.Const.INFINITY;
        }
        if (tree instanceof Tree.Power p) {
            return p.base() instanceof Tree.Sym && Canonical.of(p.exponent()).equals(MINUS_ONE); // f^{-1}(x)
        }
        boolean compound = tree instanceof Tree.Product
                || tree instanceof Tree.Bracketed
                || tree instanceof Tree.Ratio
                || tree instanceof Tree.Fn f
                        && (f.name() == Function.ABS || f.name() == Function.MAX || f.name() == Function.MIN);
        return compound && tree.children().stream().allMatch(Relations::isName);
    }

    /** A chain as its first and its last exact term; what is said to be near is left out where something exact stands before. */
    Tree shortened(Tree.Relation chain) {
        int end = exactEnd(chain);
        Tree last = chain.children().get(end);
        if (end == 0) {
            return last;
        }
        boolean in = chain.signs().get(end - 1) == Comparison.IN;
        return Tree.Relation.of(chain.first(), in ? Comparison.IN : Comparison.EQUAL, last);
    }

    private static int exactEnd(Tree.Relation chain) {
        boolean exact = !isName(chain.first());
        for (int i = 0; i < chain.signs().size(); i++) {
            if (chain.signs().get(i) == Comparison.ABOUT && exact) {
                return i;
            }
            exact |= !isName(chain.children().get(i + 1));
        }
        return chain.signs().size();
    }

    /** A response's chain, shortened; null if two of its terms that have values differ ({@code x = 41 = 42}). */
    @Nullable
    Tree consistent(Tree.Relation given) {
        Tree.Relation chain = withRounding(given);
        int end = exactEnd(chain);
        // An equation with its constant in front is no chain of values.
        if (end == 1 && hasNames(chain.last()) && !hasNames(chain.first())) {
            return shortened(chain);
        }
        Tree value = null;
        for (int i = end; i >= 0; i--) {
            Tree term = chain.children().get(i);
            if (isName(term) && i < end) {
                continue;
            }
            boolean named = i == 0 && hasNames(term) && end > 0;
            if (value == null) {
                value = term;
            } else if (!named && !equality.compare(value, term)) {
                return null;
            }
        }
        return shortened(chain);
    }

    /** The chain with {@code 1/3 = 0.333} read as {@code 1/3 ≈ 0.333}. */
    private Tree.Relation withRounding(Tree.Relation chain) {
        List<Comparison> signs = new ArrayList<>(chain.signs());
        for (int i = 0; i < signs.size(); i++) {
            if (signs.get(i) == Comparison.EQUAL
                    && scalars.roundsTo(
                            chain.children().get(i), chain.children().get(i + 1))
                    && !scalars.equal(chain.children().get(i), chain.children().get(i + 1))) {
                signs.set(i, Comparison.ABOUT);
            }
        }
        return new Tree.Relation(signs, chain.children());
    }

    private static boolean hasNames(Tree tree) {
        Set<String> names = new TreeSet<>();
        Evaluator.names(tree, names);
        return !names.isEmpty();
    }

    boolean same(Tree.Relation gold, Tree.Relation answer) {
        if (gold.signs().size() != answer.signs().size()) {
            return false;
        }
        int n = gold.signs().size();
        if (n == 1) {
            return pair(gold, answer);
        }
        return each(gold, answer) || each(gold, reversed(answer));
    }

    private static Tree.Relation reversed(Tree.Relation relation) {
        List<Tree> terms = new ArrayList<>(relation.children());
        Collections.reverse(terms);
        List<Comparison> signs = new ArrayList<>();
        for (int i = relation.signs().size() - 1; i >= 0; i--) {
            signs.add(relation.signs().get(i).flipped());
        }
        return new Tree.Relation(signs, terms);
    }

    private boolean each(Tree.Relation gold, Tree.Relation answer) {
        if (!gold.signs().equals(answer.signs())) {
            return false;
        }
        for (int i = 0; i < gold.children().size(); i++) {
            if (!equality.compare(gold.children().get(i), answer.children().get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean pair(Tree.Relation gold, Tree.Relation answer) {
        Comparison sign = plain(gold.signs().get(0));
        Comparison other = plain(answer.signs().get(0));
        boolean straight = sign == other;
        boolean mirrored = sign == other.flipped() && (sign.isSymmetric() || sign.isOrder());
        if (straight && sides(gold.first(), answer.first(), gold.last(), answer.last())) {
            return true;
        }
        if (mirrored && sides(gold.first(), answer.last(), gold.last(), answer.first())) {
            return true;
        }
        if (straight && sign == Comparison.EQUAL && sameFunction(gold, answer)) {
            return true;
        }
        boolean comparable = sign == Comparison.EQUAL || sign == Comparison.NOT_EQUAL || sign.isOrder();
        if (!comparable || !(straight || mirrored) || !isScalar(gold) || !isScalar(answer)) {
            return false;
        }
        int ratio = ratio(Tree.minus(gold.first(), gold.last()), Tree.minus(answer.first(), answer.last()));
        if (ratio == 0) {
            return false;
        }
        return sign.isOrder() ? (ratio > 0 ? straight : mirrored) : straight;
    }

    private static Comparison plain(Comparison sign) {
        return sign == Comparison.IN || sign == Comparison.ABOUT ? Comparison.EQUAL : sign;
    }

    private boolean sides(Tree gold1, Tree answer1, Tree gold2, Tree answer2) {
        return equality.compare(gold1, answer1) && equality.compare(gold2, answer2);
    }

    /** {@code W(n) = 1} and {@code W(x) = 1}: one function, defined with another name for its variable. */
    private boolean sameFunction(Tree.Relation gold, Tree.Relation answer) {
        boolean calls = gold.first() instanceof Tree.Opaque g
                && answer.first() instanceof Tree.Opaque a
                && g.name().startsWith("call ")
                && g.name().equals(a.name())
                && g.children().size() == 1
                && a.children().size() == 1
                && g.children().get(0) instanceof Tree.Sym
                && a.children().get(0) instanceof Tree.Sym;
        if (!calls) {
            return false;
        }
        Tree from = answer.first().children().get(0);
        Tree to = gold.first().children().get(0);
        Set<String> names = new TreeSet<>();
        Evaluator.names(answer.last(), names);
        if (names.contains(Canonical.of(to))) {
            return false;
        }
        return equality.compare(gold.last(), answer.last().map(t -> t.equals(from) ? to : t));
    }

    private static boolean isScalar(Tree.Relation relation) {
        return relation.children().stream()
                .noneMatch(t -> Matrices.occurs(t)
                        || t.has(Tree.Bracketed.class)
                        || t.has(Tree.SetOf.class)
                        || t.has(Tree.Listing.class)
                        || t.has(Tree.SetOperation.class)
                        || t.has(Tree.Relation.class)
                        || t.has(Tree.Words.class)
                        || Scalars.isInfinite(t));
    }

    /** The sign of the constant by which one side's zero form is a multiple of the other's; 0 if it is none. */
    private int ratio(Tree gold, Tree answer) {
        Set<String> names = new TreeSet<>();
        Evaluator.names(gold, names);
        Set<String> others = new TreeSet<>();
        Evaluator.names(answer, others);
        if (names.isEmpty() || !names.equals(others)) {
            return 0;
        }
        for (int i = 0; i < 8; i++) {
            Map<String, Fraction> point = new HashMap<>();
            int j = 0;
            for (String name : names) {
                point.put(name, Fraction.of(2 + CounterRandom.below(CounterRandom.key(SEED, i), j++, 1000)));
            }
            try {
                Tree g = at(gold, point);
                Tree a = at(answer, point);
                int sign = sign(g) * sign(a);
                if (sign == 0) {
                    continue;
                }
                boolean multiple =
                        scalars.equal(new Tree.Product(List.of(gold, a)), new Tree.Product(List.of(answer, g)));
                return multiple ? sign : 0;
            } catch (Outside.Undefined | Outside.NotHere e) {
                budget.tick();
            }
        }
        return 0;
    }

    /** The tree with each name replaced by its value. */
    private static Tree at(Tree tree, Map<String, Fraction> point) {
        if (Evaluator.isName(tree)) {
            Fraction value = point.get(Canonical.of(tree));
            return value == null ? tree : new Tree.Num(value, false);
        }
        List<Tree> children = new ArrayList<>(tree.children().size());
        for (Tree child : tree.children()) {
            children.add(at(child, point));
        }
        return children.isEmpty() ? tree : tree.with(children);
    }

    private int sign(Tree constant) {
        Fraction exact = Rationals.valueOrNull(constant, budget);
        if (exact != null) {
            return exact.sign();
        }
        Complex value = new Evaluator<>(new Doubles(true), Map.of(), budget, 1).value(constant);
        if (!value.isReal() || Math.abs(value.re()) < 1e-6) {
            throw new Outside.Undefined("no clear sign");
        }
        return value.re() > 0 ? 1 : -1;
    }
}
