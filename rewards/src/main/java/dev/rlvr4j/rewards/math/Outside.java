package dev.rlvr4j.rewards.math;

/** Why the reading or comparing of an answer ended early; carries no stack trace, as model output throws it all day. */
abstract sealed class Outside extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    private Outside(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** What it was, as the end of a sentence. */
    String reason() {
        return reason;
    }

    /** The text is not mathematics as we read it. */
    static final class Unreadable extends Outside {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    /** A size bound or the deadline was reached. */
    static final class Exceeded extends Outside {
        private static final long serialVersionUID = 1L;

        Exceeded(String message) {
            super(message);
        }
    }

    /** The expression has no value: a division by zero, a logarithm of zero. */
    static final class Undefined extends Outside {
        private static final long serialVersionUID = 1L;

        Undefined(String message) {
            super(message);
        }
    }

    /** This rung of the ladder does not know the operation; the next may. */
    static final class NotHere extends Outside {
        private static final long serialVersionUID = 1L;

        NotHere(String message) {
            super(message);
        }
    }
}
