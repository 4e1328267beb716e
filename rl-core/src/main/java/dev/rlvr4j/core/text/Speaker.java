package dev.rlvr4j.core.text;

/** Who says what the model is given between two of its turns. */
public enum Speaker {
    /** The user, in a turn of their own. */
    USER,
    /** A tool that the model called, in a turn of its own. */
    TOOL,
    /** A tool that answers inside the model's turn: the text goes on where the model stopped, and no turn ends. */
    INLINE
}
