package dev.rlvr4j.trainer;

import dev.rlvr4j.core.model.SequenceGroup;

/** Index-addressed examples to imitate: the same index always gives the same one. */
public interface Examples {
    /** Number of examples, or {@link Long#MAX_VALUE} for a generator without end. */
    long size();

    /** The example at an index in {@code [0, size())}: a prompt, and the completion (or several) to be learnt. */
    SequenceGroup example(long index);
}
