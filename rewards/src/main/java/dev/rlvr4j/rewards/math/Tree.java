package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** An answer as read: an immutable expression tree. Its depth is bounded by the parser, so that walks may recurse. */
sealed interface Tree {
    /** The parts, left to right. */
    default List<Tree> children() {
        return List.of();
    }

    /** The same kind of node with other parts, as many as before. */
    default Tree with(List<Tree> children) {
        return this;
    }

    /** This tree with every node, the leaves first, replaced by what the function makes of it. */
    default Tree map(UnaryOperator<Tree> function) {
        List<Tree> old = children();
        if (old.isEmpty()) {
            return function.apply(this);
        }
        List<Tree> mapped = new ArrayList<>(old.size());
        boolean changed = false;
        for (Tree child : old) {
            Tree now = child.map(function);
            changed |= now != child;
            mapped.add(now);
        }
        return function.apply(changed ? with(mapped) : this);
    }

    /** Whether a node of this kind occurs anywhere. */
    default boolean has(Class<? extends Tree> kind) {
        if (kind.isInstance(this)) {
            return true;
        }
        for (Tree child : children()) {
            if (child.has(kind)) {
                return true;
            }
        }
        return false;
    }

    /** A number literal; whether it was written with a decimal point does not take part in equality. */
    record Num(Fraction value, boolean decimal) implements Tree {
        @Override
        public boolean equals(Object other) {
            return other instanceof Num n && value.equals(n.value);
        }

        @Override
        public int hashCode() {
            return value.hashCode();
        }
    }

    /** A variable, or anything else that has only a name: {@code x}, {@code x_1}, {@code \bar x}. */
    record Sym(String name) implements Tree {}

    /** A named number. */
    enum Const implements Tree {
        PI,
        E,
        I,
        INFINITY
    }

    record Sum(List<Tree> children) implements Tree {
        @Override
        public Tree with(List<Tree> parts) {
            return new Sum(parts);
        }
    }

    record Product(List<Tree> children) implements Tree {
        @Override
        public Tree with(List<Tree> parts) {
            return new Product(parts);
        }
    }

    /** A written fraction. */
    record Ratio(Tree over, Tree under) implements Tree {
        @Override
        public List<Tree> children() {
            return List.of(over, under);
        }

        @Override
        public Tree with(List<Tree> parts) {
            return new Ratio(parts.get(0), parts.get(1));
        }
    }

    record Power(Tree base, Tree exponent) implements Tree {
        @Override
        public List<Tree> children() {
            return List.of(base, exponent);
        }

        @Override
        public Tree with(List<Tree> parts) {
            return new Power(parts.get(0), parts.get(1));
        }
    }

    /** A known function of its arguments, e.g. {@code root(radicand, index)}, {@code log(argument, base)}. */
    record Fn(Function name, List<Tree> children) implements Tree {
        static Fn of(Function name, Tree... arguments) {
            return new Fn(name, List.of(arguments));
        }

        @Override
        public Tree with(List<Tree> parts) {
            return new Fn(name, parts);
        }
    }

    /** Something we compare but never evaluate: {@code f(x)}, {@code x'}, {@code \sum_{k=1}^n a_k}. */
    record Opaque(String name, List<Tree> children) implements Tree {
        static Opaque of(String name, Tree... arguments) {
            return new Opaque(name, List.of(arguments));
        }

        @Override
        public Tree with(List<Tree> parts) {
            return new Opaque(name, parts);
        }
    }

    /** {@code left ± right}; with {@code minusFirst} {@code left ∓ right}. All such signs of an answer go together. */
    record PlusMinus(Tree left, Tree right, boolean minusFirst) implements Tree {
        @Override
        public List<Tree> children() {
            return List.of(left, right);
        }

        @Override
        public Tree with(List<Tree> parts) {
            return new PlusMinus(parts.get(0), parts.get(1), minusFirst);
        }
    }

    record Percent(Tree of) implements Tree {
        @Override
        public List<Tree> children() {
            return List.of(of);
        }

        @Override
        public Tree with(List<Tree> parts) {
            return new Percent(parts.get(0));
        }
    }

    /** A value with its unit; known units have one name whatever their spelling. */
    record Quantity(Tree value, String unit) implements Tree {
        @Override
        public List<Tree> children() {
            return List.of(value);
        }

        @Override
        public Tree with(List<Tree> parts) {
            return new Quantity(parts.get(0), unit);
        }
    }

    /** A numeral with its base written as a subscript; digits in upper case without leading zeros. */
    record Based(String digits, int base) implements Tree {}

    /** Words, as {@link PlainText} writes them. */
    record Words(String text) implements Tree {}

    /** Terms in brackets: a tuple, a vector, or, if two, an interval. */
    record Bracketed(char open, char close, List<Tree> children) implements Tree {
        @Override
        public Tree with(List<Tree> parts) {
            return new Bracketed(open, close, parts);
        }
    }

    /** A finite set in braces. */
    record SetOf(List<Tree> children) implements Tree {
        @Override
        public Tree with(List<Tree> parts) {
            return new SetOf(parts);
        }
    }

    /** Terms side by side without brackets; {@code all} where they were joined by "and". */
    record Listing(List<Tree> children, boolean all) implements Tree {
        @Override
        public Tree with(List<Tree> parts) {
            return new Listing(parts, all);
        }
    }

    /** What two sets give. */
    record SetOperation(Kind kind, Tree left, Tree right) implements Tree {
        enum Kind {
            UNION,
            INTERSECTION,
            DIFFERENCE
        }

        @Override
        public List<Tree> children() {
            return List.of(left, right);
        }

        @Override
        public Tree with(List<Tree> parts) {
            return new SetOperation(kind, parts.get(0), parts.get(1));
        }
    }

    /** A matrix by its rows, all of one length. */
    record Matrix(List<Tree> children, int columns) implements Tree {
        Tree at(int row, int column) {
            return children.get(row * columns + column);
        }

        int rows() {
            return children.size() / columns;
        }

        @Override
        public Tree with(List<Tree> parts) {
            return new Matrix(parts, columns);
        }
    }

    /** Terms with a sign between each two: {@code a < b <= c}. */
    record Relation(List<Comparison> signs, List<Tree> children) implements Tree {
        static Relation of(Tree left, Comparison sign, Tree right) {
            return new Relation(List.of(sign), List.of(left, right));
        }

        Tree first() {
            return children.get(0);
        }

        Tree last() {
            return children.get(children.size() - 1);
        }

        @Override
        public Tree with(List<Tree> parts) {
            return new Relation(signs, parts);
        }
    }

    static Num num(long value) {
        return new Num(Fraction.of(value), false);
    }

    /** The tree with its sign turned. */
    static Tree negated(Tree tree) {
        if (tree instanceof Num n) {
            return new Num(n.value().negate(), n.decimal());
        }
        return new Product(List.of(num(-1), tree));
    }

    static Tree minus(Tree left, Tree right) {
        return new Sum(List.of(left, negated(right)));
    }
}
