package dev.rlvr4j.rewards.math;

/** Points with their names: {@code P(3, 4)} is {@code (3, 4)} where the other side has no name. */
final class Points {
    private Points() {}

    /** Whether this is a point with its name, {@code P(3, 4)}. */
    static boolean isNamed(Tree tree) {
        return tree instanceof Tree.Opaque o
                && o.children().size() > 1
                && o.name().length() == "call P".length()
                && o.name().startsWith("call ")
                && Character.isUpperCase(o.name().charAt(5));
    }

    /** The point without its name; anything else as it is. */
    static Tree bare(Tree tree) {
        return isNamed(tree) ? new Tree.Bracketed('(', ')', tree.children()) : tree;
    }
}
