package dev.rlvr4j.core.text.jinja;

/**
 * A piece of a template.
 *
 * @param kind what it is
 * @param text plain text, the value of a literal, a name or an operator
 * @param line where it stands, from 1
 */
record Token(Kind kind, String text, int line) {
    enum Kind {
        /** Text that is put out as it is. */
        DATA,
        /** The begin of a <code>{{ … }}</code>. */
        OUTPUT_BEGIN,
        /** The begin of a <code>{% … %}</code>. */
        BLOCK_BEGIN,
        /** The end of either. */
        END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        /** After the last token. */
        EOF
    }

    boolean is(Kind wanted, String wantedText) {
        return kind == wanted && text.equals(wantedText);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case END -> "the end of the tag";
            case EOF -> "the end of the template";
            case DATA -> "text";
            default -> "'" + text + "'";
        };
    }
}
