package dev.rlvr4j.core.adapter;

import dev.rlvr4j.core.loop.AdapterVersion;

/**
 * An immutable adapter version in the one form that the model programs take: edits of linear layers (or, for full
 * fine-tuning, replaced weights), in the compute type, on one device. Shared by any number of readers; whoever owns it
 * closes it once no reader is left, which frees its native memory.
 */
public interface CompiledAdapter extends AutoCloseable {
    AdapterVersion version();

    /** Native bytes it holds: what a hot swap moves. */
    long byteSize();

    @Override
    void close();
}
