package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The first rung: one text per tree, the same for trees that differ only in the order of terms, factors and set members. */
final class Canonical {
    private Canonical() {}

    static String of(Tree tree) {
        if (tree instanceof Tree.Num n) {
            return n.value().toString();
        }
        if (tree instanceof Tree.Sym s) {
            return s.name();
        }
        if (tree instanceof Tree.Const c) {
            return "#" + c.name();
        }
        if (tree instanceof Tree.Words w) {
            return '"' + w.text() + '"';
        }
        if (tree instanceof Tree.Based b) {
            return b.digits() + "_" + b.base();
        }
        if (tree instanceof Tree.Sum || tree instanceof Tree.Product) {
            List<String> parts = new ArrayList<>();
            flatten(tree, tree.getClass(), parts);
            Collections.sort(parts);
            return (tree instanceof Tree.Sum ? "+" : "*") + parts;
        }
        if (tree instanceof Tree.SetOf || tree instanceof Tree.Listing) {
            List<String> parts = new ArrayList<>();
            for (Tree child : tree.children()) {
                parts.add(of(child));
            }
            Collections.sort(parts);
            return (tree instanceof Tree.SetOf ? "set" : "list") + parts;
        }
        StringBuilder out = new StringBuilder(head(tree)).append('(');
        for (Tree child : tree.children()) {
            out.append(of(child)).append(';');
        }
        return out.append(')').toString();
    }

    private static void flatten(Tree tree, Class<? extends Tree> kind, List<String> out) {
        for (Tree child : tree.children()) {
            if (kind.isInstance(child)) {
                flatten(child, kind, out);
            } else {
                out.add(of(child));
            }
        }
    }

    private static String head(Tree tree) {
        if (tree instanceof Tree.Fn f) {
            return f.name().name();
        }
        if (tree instanceof Tree.Opaque o) {
            return o.name();
        }
        if (tree instanceof Tree.Relation r) {
            return r.signs().toString();
        }
        if (tree instanceof Tree.Bracketed b) {
            return "" + b.open() + b.close();
        }
        if (tree instanceof Tree.SetOperation s) {
            return s.kind().name();
        }
        if (tree instanceof Tree.Quantity q) {
            return q.unit();
        }
        if (tree instanceof Tree.Matrix m) {
            return "matrix" + m.columns();
        }
        if (tree instanceof Tree.PlusMinus p) {
            return p.minusFirst() ? "∓" : "±";
        }
        return tree instanceof Tree.Ratio ? "/" : tree instanceof Tree.Power ? "^" : "%";
    }
}
