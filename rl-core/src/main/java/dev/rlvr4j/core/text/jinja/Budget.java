package dev.rlvr4j.core.text.jinja;

/** What one rendering may use, so that a template that loops, nests or grows without bound ends in an error. */
final class Budget {
    static final int MAX_STEPS = 1_000_000;
    static final int MAX_LENGTH = 16_000_000;
    static final int MAX_DEPTH = 100;

    private int steps;
    private int depth;

    /** Spends one step. */
    void step() {
        spend(1);
    }

    void spend(long amount) {
        if (amount > MAX_STEPS - steps) {
            throw new TemplateException("it takes more than " + MAX_STEPS + " steps; does it loop without end?");
        }
        steps += (int) amount;
    }

    /** Passes a text on, if it is not too long. */
    String text(String text) {
        length(text.length());
        return text;
    }

    void length(long length) {
        if (length > MAX_LENGTH) {
            throw new TemplateException("it makes a text of more than " + MAX_LENGTH + " characters");
        }
    }

    /** Enters a macro or a nested value; {@link #leave} follows. */
    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new TemplateException("it nests more than " + MAX_DEPTH + " levels deep");
        }
    }

    void leave() {
        depth--;
    }
}
