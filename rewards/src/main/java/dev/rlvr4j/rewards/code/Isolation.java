package dev.rlvr4j.rewards.code;

/** What keeps a Python program in. JavaScript needs none of it: QuickJS has no host to reach. */
public enum Isolation {
    /** Bubblewrap; where it is missing or does not work, nothing runs. */
    BUBBLEWRAP,
    /** Nothing: programs have all rights of this one. Only for code you trust. */
    NONE
}
