package dev.rlvr4j.core.checkpoint;

import dev.rlvr4j.core.RlvrException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** The element types of safetensors files, named as in the files, in the order in which writers lay out their tensors. */
public enum DType {
    I64(8),
    F64(8),
    F32(4),
    I32(4),
    BF16(2),
    F16(2),
    I16(2),
    I8(1),
    U8(1),
    BOOL(1);

    private final int size;

    DType(int size) {
        this.size = size;
    }

    /** Bytes per element. */
    public int size() {
        return size;
    }

    /** Whether a model's weights may have this type: F32, BF16 or F16. */
    public boolean isWeight() {
        return this == F32 || this == BF16 || this == F16;
    }

    /** The type that a file calls {@code name}, or none where this library does not read it. */
    public static Optional<DType> named(String name) {
        for (DType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /**
     * Converts little-endian elements of this floating type to float32: exactly for F32, BF16 and F16, by rounding for F64.
     *
     * @param bytes all remaining bytes are converted; its position stays as it is
     */
    public float[] toFloats(ByteBuffer bytes) {
        ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        float[] out = new float[in.remaining() / size];
        for (int i = 0; i < out.length; i++) {
            out[i] = switch (this) {
                case F32 -> in.getFloat();
                case F64 -> (float) in.getDouble();
                case BF16 -> Float.intBitsToFloat(in.getShort() << 16);
                case F16 -> half(in.getShort());
                default -> throw new RlvrException("a tensor of type " + this + " has no floating-point elements");
            };
        }
        return out;
    }

    /** IEEE 754 binary16 to binary32; the JDK has this only from version 20. */
    private static float half(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1f;
        int fraction = bits & 0x3ff;
        if (exponent == 0) {
            // Zero and subnormals: the fraction counts units of 2^-24.
            float magnitude = fraction * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wide = exponent == 0x1f ? 0xff : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }
}
