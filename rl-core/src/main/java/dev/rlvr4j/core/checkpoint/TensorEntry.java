package dev.rlvr4j.core.checkpoint;

import java.util.Arrays;

/**
 * Where a tensor lies in a safetensors file.
 *
 * @param name its name, unique in the file
 * @param dtype type of its elements
 * @param shape its dimensions, outermost first; empty for a scalar
 * @param begin first byte, counted from the end of the file's header
 * @param end byte after its last
 */
public record TensorEntry(String name, DType dtype, long[] shape, long begin, long end) {
    /** Number of bytes. */
    public long bytes() {
        return end - begin;
    }

    /** Number of elements. */
    public long elements() {
        return bytes() / dtype.size();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorEntry that
                && name.equals(that.name)
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape)
                && begin == that.begin
                && end == that.end;
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + Arrays.hashCode(shape);
    }

    @Override
    public String toString() {
        return name + " " + dtype + " " + Arrays.toString(shape);
    }
}
