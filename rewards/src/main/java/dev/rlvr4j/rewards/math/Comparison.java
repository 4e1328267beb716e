package dev.rlvr4j.rewards.math;

/** The sign between the terms of a relation. */
enum Comparison {
    EQUAL("="),
    NOT_EQUAL("≠"),
    LESS("<"),
    AT_MOST("≤"),
    GREATER(">"),
    AT_LEAST("≥"),
    IN("∈"),
    NOT_IN("∉"),
    SUBSET("⊂"),
    ABOUT("≈"),
    CONGRUENT("≡"),
    PARALLEL("∥"),
    PERPENDICULAR("⊥"),
    SIMILAR("∼"),
    TO("→");

    final String sign;

    Comparison(String sign) {
        this.sign = sign;
    }

    /** The sign as read from the right. */
    Comparison flipped() {
        return switch (this) {
            case LESS -> GREATER;
            case GREATER -> LESS;
            case AT_MOST -> AT_LEAST;
            case AT_LEAST -> AT_MOST;
            default -> this;
        };
    }

    boolean isOrder() {
        return this == LESS || this == AT_MOST || this == GREATER || this == AT_LEAST;
    }

    /** Whether it reads the same from both sides. */
    boolean isSymmetric() {
        return this != IN && this != NOT_IN && this != SUBSET && this != TO && !isOrder();
    }
}
