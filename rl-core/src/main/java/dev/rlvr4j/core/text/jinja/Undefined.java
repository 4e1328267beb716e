package dev.rlvr4j.core.text.jinja;

/**
 * The value of a name that is not there: empty as text, false as a condition, an error in anything else.
 *
 * @param name what was looked for
 */
record Undefined(String name) {
    /** All are equal, as in Jinja. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Undefined;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "";
    }
}
