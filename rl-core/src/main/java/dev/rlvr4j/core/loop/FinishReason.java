package dev.rlvr4j.core.loop;

/** Why a completion ended. */
public enum FinishReason {
    /** A stop token or a stop string was sampled. */
    STOP,
    /** The token limit or the end of the context was reached: the completion is truncated. */
    LENGTH
}
