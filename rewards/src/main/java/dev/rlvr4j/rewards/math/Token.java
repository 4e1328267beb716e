package dev.rlvr4j.rewards.math;

/**
 * A piece of an answer.
 *
 * @param text digits of a number, letters of a word, the name of a command, the raw inside of a text command, or the sign
 * @param spaced whether blank space stood before it
 */
record Token(Kind kind, String text, boolean spaced) {
    enum Kind {
        NUMBER,
        /** A run of letters outside commands. */
        WORD,
        COMMAND,
        /** The raw inside of {@code \text{…}} and its like. */
        TEXT,
        SIGN,
        END
    }

    static final Token END = new Token(Kind.END, "", false);

    boolean is(Kind wanted, String wantedText) {
        return kind == wanted && text.equals(wantedText);
    }

    boolean isSign(String wanted) {
        return is(Kind.SIGN, wanted);
    }

    boolean isCommand(String wanted) {
        return is(Kind.COMMAND, wanted);
    }

    @Override
    public String toString() {
        return kind == Kind.END ? "the end" : "'" + (kind == Kind.COMMAND ? "\\" : "") + text + "'";
    }
}
