package dev.rlvr4j.rewards.math;

import java.util.ArrayList;
import java.util.List;

/** Answers with ± as the list of the two they stand for; all such signs of one answer go together. */
final class Alternatives {
    private Alternatives() {}

    static Tree expand(Tree tree) {
        if (!tree.has(Tree.PlusMinus.class)) {
            return tree;
        }
        if (tree instanceof Tree.Listing || tree instanceof Tree.SetOf) {
            List<Tree> terms = new ArrayList<>();
            for (Tree child : tree.children()) {
                Tree expanded = expand(child);
                if (expanded instanceof Tree.Listing l) {
                    terms.addAll(l.children());
                } else {
                    terms.add(expanded);
                }
            }
            return tree instanceof Tree.SetOf ? new Tree.SetOf(terms) : new Tree.Listing(terms, false);
        }
        return new Tree.Listing(List.of(chosen(tree, false), chosen(tree, true)), false);
    }

    private static Tree chosen(Tree tree, boolean second) {
        return tree.map(t -> t instanceof Tree.PlusMinus p
                ? second == p.minusFirst()
                        ? new Tree.Sum(List.of(p.left(), p.right()))
                        : Tree.minus(p.left(), p.right())
                : t);
    }
}
