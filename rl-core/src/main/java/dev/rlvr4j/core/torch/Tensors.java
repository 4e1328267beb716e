package dev.rlvr4j.core.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Java arrays and raw bytes to tensors of any type and back, and simple in-place operations, on one device. */
public final class Tensors {
    /** PyTorch's number for bytes. */
    private static final int UINT8 = 0;

    private static final Map<Device, Tensors> BY_DEVICE = new ConcurrentHashMap<>();

    private final Program program;

    private Tensors(Device device) {
        program = Program.load("tensors", Map.of(), device);
    }

    /** The operations of a device; kept for the life of the process. */
    public static Tensors on(Device device) {
        return BY_DEVICE.computeIfAbsent(device, Tensors::new);
    }

    /** An int64 tensor. */
    public static NDArray longs(NDManager scope, long[] values, long... shape) {
        return scope.create(LongBuffer.wrap(values), new Shape(shape), DataType.INT64);
    }

    /** A float32 tensor. */
    public static NDArray floats(NDManager scope, float[] values, long... shape) {
        return scope.create(FloatBuffer.wrap(values), new Shape(shape), DataType.FLOAT32);
    }

    /** The tensor without elements that stands for an absent part of an edit or a weight. */
    public static NDArray absent(NDManager scope) {
        return scope.create(new Shape(0), DataType.FLOAT32);
    }

    /**
     * A tensor from little-endian bytes, at most 2 GiB each, one after the other.
     *
     * @param stored the type of the bytes
     * @param wanted the type of the tensor
     */
    public NDArray fromBytes(
            NDManager scope, List<ByteBuffer> chunks, Precision stored, Precision wanted, long... shape) {
        return fromBytes(scope, chunks, stored.scalarType(), stored.bytes(), wanted.scalarType(), shape);
    }

    /** A uint8 tensor from its bytes, at most 2 GiB each, one after the other. */
    public NDArray fromBytes(NDManager scope, List<ByteBuffer> chunks, long... shape) {
        return fromBytes(scope, chunks, UINT8, 1, UINT8, shape);
    }

    private NDArray fromBytes(
            NDManager scope, List<ByteBuffer> chunks, int stored, int elementBytes, int wanted, long... shape) {
        try (NDManager temporary = scope.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            List<NDArray> parts = new ArrayList<>();
            for (ByteBuffer chunk : chunks) {
                ByteBuffer direct = chunk.isDirect() ? chunk.slice() : copy(chunk);
                NDArray bytes = temporary.create(direct, new Shape(direct.remaining()), DataType.UINT8);
                long elements = direct.remaining() / elementBytes;
                long[] spec = {stored, wanted, elements};
                parts.add(program.autograd("from_bytes")
                        .tensor(bytes)
                        .tensor(longs(temporary, spec, spec.length))
                        .run(temporary)
                        .get(0));
            }
            NDArray whole = parts.size() == 1 ? parts.get(0) : NDArrays.concat(new NDList(parts));
            NDArray result = whole.reshape(new Shape(shape));
            result.attach(scope);
            return result;
        }
    }

    private static ByteBuffer copy(ByteBuffer heap) {
        ByteBuffer direct = ByteBuffer.allocateDirect(heap.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        direct.put(heap.duplicate()).flip();
        return direct;
    }

    /** A float32 tensor of its own, aligned memory: what weights and trainable tensors are made of. */
    public NDArray parameter(NDManager scope, float[] values, long... shape) {
        try (NDArray raw = floats(scope, values, shape)) {
            return copyOf(scope, raw);
        }
    }

    /** A copy with memory of its own, without gradient history. */
    public NDArray copyOf(NDManager scope, NDArray array) {
        try (Gradients.Mode off = Gradients.recording(false)) {
            return program.autograd("copy").tensor(array).run(scope).get(0);
        }
    }

    /** A copy of another device's array on this device, in its own type, without gradient history. */
    public NDArray copyFrom(NDManager scope, NDArray array) {
        try (NDArray here = scope.create(0f);
                Gradients.Mode off = Gradients.recording(false)) {
            return program.autograd("copy_to")
                    .tensor(array)
                    .tensor(here)
                    .run(scope)
                    .get(0);
        }
    }

    /** The array in another type; recorded where the thread records. */
    public NDArray cast(NDManager scope, NDArray array, Precision precision) {
        try (NDArray spec = longs(scope, new long[] {precision.scalarType()}, 1)) {
            return program.autograd("cast")
                    .tensor(array)
                    .tensor(spec)
                    .run(scope)
                    .get(0);
        }
    }

    /**
     * The array times a number; recorded where the thread records. DJL's {@code mul} must not be recorded: the number's memory
     * is a Java buffer that is free to go once the call has returned, and autograd reads it in the backward pass.
     */
    public NDArray scaled(NDManager scope, NDArray array, double factor) {
        return program.autograd("scaled")
                .tensor(array)
                .number(factor)
                .run(scope)
                .get(0);
    }

    /** The array in one piece of memory, row by row; recorded where the thread records. */
    public NDArray contiguous(NDManager scope, NDArray array) {
        return program.autograd("contiguous").tensor(array).run(scope).get(0);
    }

    /** {@code x W'} in float32 for a weight of any type, {@code [n, in]} to {@code [n, out]}; recorded where the thread records. */
    public NDArray apply(NDManager scope, NDArray x, NDArray weight) {
        return program.autograd("apply").tensor(x).tensor(weight).run(scope).get(0);
    }

    /** The little-endian bytes of a tensor in its own type, in chunks of at most 1 GiB. */
    public List<ByteBuffer> bytes(NDArray array) {
        try (NDManager temporary = array.getManager().newSubManager()) {
            NDArray bytes =
                    program.inference("to_bytes").tensor(array).run(temporary).get(0);
            long size = bytes.getShape().get(0);
            List<ByteBuffer> chunks = new ArrayList<>();
            long chunk = 1L << 30;
            for (long start = 0; start < size; start += chunk) {
                long end = Math.min(size, start + chunk);
                NDArray part = size <= chunk ? bytes : bytes.get(start + ":" + end);
                chunks.add(part.toByteBuffer(false).order(ByteOrder.LITTLE_ENDIAN));
            }
            return chunks;
        }
    }

    /** Replaces the elements of one tensor by another's, in place. */
    public void overwrite(NDArray target, NDArray source) {
        try (NDManager temporary = source.getManager().newSubManager()) {
            program.inference("overwrite").tensor(target).tensor(source).run(temporary);
        }
    }

    /** The program, whose {@code inner} takes gradients through a recorded map. */
    public Program program() {
        return program;
    }

    /** L2 norm over all elements of all tensors. */
    public double norm(List<NDArray> arrays) {
        try (NDManager temporary = arrays.get(0).getManager().newSubManager()) {
            return program.inference("norm")
                    .tensors(arrays)
                    .run(temporary)
                    .get(0)
                    .getFloat();
        }
    }

    /** Sets all elements to zero, in place. */
    public void zero(List<NDArray> arrays) {
        try (NDManager temporary = arrays.get(0).getManager().newSubManager()) {
            program.inference("zero").tensors(arrays).run(temporary);
        }
    }
}
