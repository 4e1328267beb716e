package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums, products and multiples of matrices, worked out as far as they are of matching and bounded size. */
final class Matrices {
    private static final int MAX_NODES = 20_000;

    private Matrices() {}

    private static int size(Tree tree) {
        int size = 1;
        for (Tree child : tree.children()) {
            size += size(child);
        }
        return size;
    }

    static boolean occurs(Tree tree) {
        return tree instanceof Tree.Matrix
                || !(tree instanceof Tree.Opaque) && tree.children().stream().anyMatch(Matrices::occurs);
    }

    /** The matrix a tree stands for; null if it does not stand for one that we can work out. */
    static Tree.@Nullable Matrix of(Tree tree) {
        if (tree instanceof Tree.Matrix m) {
            return m;
        }
        if (tree instanceof Tree.Bracketed b && b.children().size() > 1) {
            return new Tree.Matrix(b.children(), 1);
        }
        if (tree instanceof Tree.Sum s) {
            Tree.Matrix sum = null;
            for (Tree term : s.children()) {
                Tree.Matrix next = of(term);
                sum = next == null ? null : sum == null ? next : added(sum, next);
                if (sum == null) {
                    return null;
                }
            }
            return sum;
        }
        if (tree instanceof Tree.Product p) {
            Tree.Matrix product = null;
            List<Tree> factors = new ArrayList<>();
            for (Tree factor : p.children()) {
                if (!occurs(factor)) {
                    factors.add(factor);
                    continue;
                }
                Tree.Matrix next = of(factor);
                product = next == null ? null : product == null ? next : multiplied(product, next);
                if (product == null) {
                    return null;
                }
            }
            return product == null || factors.isEmpty() ? product : scaled(product, Expressions.multiplied(factors));
        }
        if (tree instanceof Tree.Ratio r && occurs(r.over()) && !occurs(r.under())) {
            Tree.Matrix over = of(r.over());
            return over == null ? null : scaled(over, new Tree.Ratio(Tree.num(1), r.under()));
        }
        return null;
    }

    private static Tree.@Nullable Matrix added(Tree.Matrix a, Tree.Matrix b) {
        if (a.columns() != b.columns() || a.children().size() != b.children().size()) {
            return null;
        }
        List<Tree> cells = new ArrayList<>();
        for (int i = 0; i < a.children().size(); i++) {
            cells.add(new Tree.Sum(List.of(a.children().get(i), b.children().get(i))));
        }
        return new Tree.Matrix(cells, a.columns());
    }

    private static Tree.Matrix scaled(Tree.Matrix a, Tree factor) {
        List<Tree> cells = new ArrayList<>();
        for (Tree cell : a.children()) {
            cells.add(new Tree.Product(List.of(factor, cell)));
        }
        return new Tree.Matrix(cells, a.columns());
    }

    private static Tree.@Nullable Matrix multiplied(Tree.Matrix a, Tree.Matrix b) {
        if (a.columns() != b.rows()
                || a.rows() * b.columns() > Bounds.MATRIX_CELLS
                || a.columns() > Bounds.MATRIX_CELLS) {
            return null;
        }
        // Each cell of a is written out once per column of b, and the other way round.
        long nodes = (long) size(a) * b.columns() + (long) size(b) * a.rows();
        if (nodes > MAX_NODES) {
            throw new Outside.Exceeded("a product of matrices is too long");
        }
        List<Tree> cells = new ArrayList<>();
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < b.columns(); j++) {
                List<Tree> terms = new ArrayList<>();
                for (int k = 0; k < a.columns(); k++) {
                    terms.add(new Tree.Product(List.of(a.at(i, k), b.at(k, j))));
                }
                cells.add(new Tree.Sum(terms));
            }
        }
        return new Tree.Matrix(cells, b.columns());
    }
}
