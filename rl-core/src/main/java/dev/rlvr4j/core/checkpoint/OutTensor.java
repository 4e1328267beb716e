package dev.rlvr4j.core.checkpoint;

import dev.rlvr4j.core.RlvrException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A tensor to be written. Its bytes are asked for once, when its turn comes, so that a writer holds one tensor at a time.
 *
 * @param name its name
 * @param dtype type of its elements
 * @param shape its dimensions, outermost first; empty for a scalar
 * @param data little-endian elements, row-major, in one or more pieces that add up to {@link #bytes}
 */
public record OutTensor(String name, DType dtype, long[] shape, Supplier<List<ByteBuffer>> data) {
    public OutTensor {
        for (long dimension : shape) {
            if (dimension < 0) {
                throw new RlvrException(
                        "tensor " + name + " has a negative dimension in its shape " + Arrays.toString(shape));
            }
        }
    }

    /** A tensor whose elements come as one buffer. */
    public static OutTensor of(String name, DType dtype, long[] shape, Supplier<ByteBuffer> data) {
        return new OutTensor(name, dtype, shape, () -> List.of(data.get()));
    }

    /** A float32 tensor. */
    public static OutTensor of(String name, long[] shape, float[] values) {
        return of(name, DType.F32, shape, () -> {
            ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return bytes;
        });
    }

    /** Number of bytes that shape and type call for. */
    public long bytes() {
        return SafetensorsHeader.bytes(dtype, shape);
    }
}
