package dev.rlvr4j.core.torch;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.checkpoint.DType;
import java.util.Locale;

/** The type a model computes in. */
public enum Precision {
    FLOAT32(6, 4),
    BFLOAT16(15, 2),
    FLOAT16(5, 2);

    private final int scalarType;
    private final int bytes;

    Precision(int scalarType, int bytes) {
        this.scalarType = scalarType;
        this.bytes = bytes;
    }

    /** PyTorch's number for the type, as programs write it. */
    public int scalarType() {
        return scalarType;
    }

    /** Bytes per element. */
    public int bytes() {
        return bytes;
    }

    /** The compute type of a type in files; InputException for one that is no weight type. */
    public static Precision of(DType dtype) {
        return switch (dtype) {
            case F32 -> FLOAT32;
            case BF16 -> BFLOAT16;
            case F16 -> FLOAT16;
            default ->
                throw new InputException(
                        "tensors of type " + dtype + " cannot be computed with; use float32, bfloat16 or float16");
        };
    }

    /** The type's name in files. */
    public DType dtype() {
        return switch (this) {
            case FLOAT32 -> DType.F32;
            case BFLOAT16 -> DType.BF16;
            case FLOAT16 -> DType.F16;
        };
    }

    /** Reads {@code float32}, {@code bfloat16} or {@code float16}. */
    public static Precision parse(String name) {
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InputException("precision must be float32, bfloat16 or float16, but is '" + name + "'", e);
        }
    }
}
