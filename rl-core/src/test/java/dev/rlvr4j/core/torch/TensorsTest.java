package dev.rlvr4j.core.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.loop.CounterRandom;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorsTest {
    private NDManager scope;
    private Tensors tensors;

    @BeforeEach
    void open() {
        Torch.prepareThread(1);
        scope = Torch.manager(Device.cpu());
        tensors = Tensors.on(Device.cpu());
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            // No infinities or NaNs in any of the types: the exponents' top bits stay mixed.
            bytes[i] = (byte) (CounterRandom.below(7, i, 48) + (i % 2 == 1 ? 8 : 0));
        }
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void copiesFromAnotherDeviceKeepTheirTypeAndHaveMemoryOfTheirOwn(Precision precision) {
        byte[] bytes = noise(6 * precision.bytes());
        NDArray array = tensors.fromBytes(scope, List.of(ByteBuffer.wrap(bytes)), precision, precision, 2, 3);
        NDArray leaf = Gradients.leaf(array, scope);
        NDArray copy = tensors.copyFrom(scope, leaf);
        assertThat(Gradients.tracked(copy)).isFalse();
        assertThat(copy.getShape()).isEqualTo(array.getShape());
        tensors.zero(List.of(array));
        assertThat(joined(tensors.bytes(array))).containsOnly(0);
        assertThat(joined(tensors.bytes(copy))).isEqualTo(bytes);
    }

    private static byte[] joined(List<ByteBuffer> chunks) {
        int size = chunks.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer all = ByteBuffer.allocate(size);
        chunks.forEach(chunk -> all.put(chunk.duplicate()));
        return all.array();
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void bytesBecomeATensorAndComeBack(Precision precision) {
        byte[] bytes = noise(6 * precision.bytes());
        NDArray array = tensors.fromBytes(scope, List.of(ByteBuffer.wrap(bytes)), precision, precision, 2, 3);
        assertThat(array.getShape().getShape()).containsExactly(2, 3);
        assertThat(joined(tensors.bytes(array))).isEqualTo(bytes);

        NDArray floats = tensors.fromBytes(scope, List.of(ByteBuffer.wrap(bytes)), precision, Precision.FLOAT32, 6);
        assertThat(floats.toFloatArray()).containsExactly(precision.dtype().toFloats(ByteBuffer.wrap(bytes)));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void chunksAreJoinedInOrder(Precision precision) {
        byte[] bytes = noise(7 * precision.bytes());
        List<ByteBuffer> chunks = new ArrayList<>();
        int[] elements = {1, 4, 2};
        int at = 0;
        for (int count : elements) {
            ByteBuffer chunk =
                    ByteBuffer.allocateDirect(count * precision.bytes() + 3).order(ByteOrder.LITTLE_ENDIAN);
            chunk.position(3); // not aligned, as in files
            chunk.put(bytes, at, count * precision.bytes());
            chunks.add(chunk.position(3));
            at += count * precision.bytes();
        }
        NDArray array = tensors.fromBytes(scope, chunks, precision, precision, 7);
        assertThat(joined(tensors.bytes(array))).isEqualTo(bytes);
    }

    @Test
    void readOnlyBuffersAndABuffersPositionAreRespected() {
        ByteBuffer buffer = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putFloat(9).putFloat(1.5f).putFloat(-2).position(4);
        NDArray array =
                tensors.fromBytes(scope, List.of(buffer.asReadOnlyBuffer()), Precision.FLOAT32, Precision.FLOAT32, 2);
        assertThat(array.toFloatArray()).containsExactly(1.5f, -2);
        assertThat(buffer.position()).isEqualTo(4);
    }

    @Test
    void aTensorDoesNotShareTheBuffersMemory() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putFloat(0, 1).putFloat(4, 2);
        NDArray array = tensors.fromBytes(scope, List.of(buffer), Precision.FLOAT32, Precision.FLOAT32, 2);
        buffer.putFloat(0, 99);
        assertThat(array.toFloatArray()).containsExactly(1, 2);
    }

    @Test
    void aTransposedTensorGivesItsBytesRowByRow() {
        NDArray array =
                Tensors.floats(scope, new float[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose();
        ByteBuffer bytes = ByteBuffer.wrap(joined(tensors.bytes(array))).order(ByteOrder.LITTLE_ENDIAN);
        float[] floats = new float[6];
        bytes.asFloatBuffer().get(floats);
        assertThat(floats).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void castsRoundToNearestEven() {
        // 1 + 2^-8 lies between two bfloat16 numbers, 1 + 2^-11 between two float16 numbers.
        NDArray array = Tensors.floats(scope, new float[] {1 + 0x1p-8f, 1 + 0x1p-11f, -3}, 3);
        assertThat(rounded(array, Precision.BFLOAT16)).containsExactly(1, 1, -3);
        assertThat(rounded(array, Precision.FLOAT16)).containsExactly(1 + 0x1p-8f, 1, -3);
        assertThat(rounded(array, Precision.FLOAT32)).containsExactly(array.toFloatArray());
    }

    private float[] rounded(NDArray array, Precision precision) {
        NDArray there = tensors.cast(scope, array, precision);
        return tensors.cast(scope, there, Precision.FLOAT32).toFloatArray();
    }

    @Test
    void copiesAndOverwritesTouchTheirOwnMemoryOnly() {
        NDArray array = tensors.parameter(scope, new float[] {1, 2}, 2);
        NDArray copy = tensors.copyOf(scope, array);
        tensors.overwrite(array, Tensors.floats(scope, new float[] {3, 4}, 2));
        assertThat(array.toFloatArray()).containsExactly(3, 4);
        assertThat(copy.toFloatArray()).containsExactly(1, 2);
        tensors.zero(List.of(array, copy));
        assertThat(array.toFloatArray()).containsExactly(0, 0);
        assertThat(copy.toFloatArray()).containsExactly(0, 0);
    }

    @Test
    void theNormIsThatOfAllTensors() {
        NDArray a = Tensors.floats(scope, new float[] {3, 0, 4}, 3);
        NDArray b = Tensors.floats(scope, new float[] {12, 0, 0, 84}, 2, 2);
        assertThat(tensors.norm(List.of(a, b))).isCloseTo(85, within(1e-4));
        NDArray broken = Tensors.floats(scope, new float[] {Float.NaN}, 1);
        assertThat(tensors.norm(List.of(a, broken))).isNaN();
    }

    @Test
    void anAbsentTensorHasNoElements() {
        assertThat(Tensors.absent(scope).size()).isZero();
        assertThat(Tensors.longs(scope, new long[] {1L << 40, -1}, 2).toLongArray())
                .containsExactly(1L << 40, -1);
    }
}
