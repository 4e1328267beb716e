package dev.rlvr4j.rewards.math;

/** The sizes beyond which an answer is not worked on (verdict LIMIT). */
final class Bounds {
    static final int CHARACTERS = 4_000;
    static final int TOKENS = 1_500;
    static final int DEPTH = 48;
    /** Of a tree: chains such as a/b/c nest it without brackets. */
    static final int TREE_DEPTH = 250;

    static final int DIGITS = 400;
    /** Of a rational's numerator or denominator. */
    static final int BITS = 4_096;

    static final int FACTORIAL = 512;
    static final int MATRIX_CELLS = 64;
    /** Of a polynomial compared over the finite field: far below its size, so that Schwartz and Zippel's bound is tiny. */
    static final int DEGREE = 1 << 20;
    /** Signs of the kind {@code '}, {@code !} or {@code /} in a row. */
    static final int CHAIN = 32;

    private Bounds() {}
}
