package dev.rlvr4j.core.quant;

import dev.rlvr4j.core.InputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A format that the weights of frozen linear layers are kept in. */
public enum Quantisation {
    /** As they are, in the compute type. */
    NONE,
    /** 8 bits and one float32 scale a row: the row's largest magnitude is 127 (Dettmers et al. 2022, vector-wise). */
    INT8,
    /**
     * 4-bit NormalFloat in blocks of 64 with double quantisation (QLoRA, Dettmers et al. 2023): the largest magnitudes of the
     * blocks, less their mean, are kept in 8 bits in blocks of 256. The values of bitsandbytes.
     */
    NF4,
    /** 4-bit floats E2M1 in blocks of 16, each with an E4M3 scale, and one float32 scale a tensor (NVIDIA's NVFP4). */
    NVFP4;

    /** How many blocks of NF4 share a second scale. */
    static final int NF4_RUN = 256;

    /** Reads {@code none}, {@code int8}, {@code nf4} or {@code nvfp4}. */
    public static Quantisation parse(String name) {
        try {
            return valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    "quantisation must be "
                            + Arrays.stream(values()).map(Quantisation::label).collect(Collectors.joining(", "))
                            + ", but is '" + name + "'",
                    e);
        }
    }

    /** The name that settings and messages use. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Weights that share a scale, in a matrix with so many columns. */
    int block(int in) {
        return switch (this) {
            case NONE -> throw new IllegalStateException("weights that are not quantised have no blocks");
            case INT8 -> in;
            case NF4 -> 64;
            case NVFP4 -> 16;
        };
    }

    /** Weights in a byte. */
    int perByte() {
        return this == INT8 ? 1 : 2;
    }

    /** Rows of what runs of blocks share, for one tensor of so many blocks. */
    long runs(long blocks) {
        return switch (this) {
            case NONE, INT8 -> 0;
            case NF4 -> (blocks + NF4_RUN - 1) / NF4_RUN;
            case NVFP4 -> 1;
        };
    }

    /**
     * Bits for each weight of a large matrix, scales included: 4.127 for NF4, 4.5 for NVFP4, 8 and 32 / in for int8; for NONE
     * those of the compute type.
     *
     * @param in the matrix's columns
     * @param bytes of an element of the compute type
     */
    public double bits(int in, int bytes) {
        return switch (this) {
            case NONE -> 8.0 * bytes;
            case INT8 -> 8 + 32.0 / in;
            case NF4 -> 4 + 8.0 / 64 + 32.0 / (64 * NF4_RUN);
            case NVFP4 -> 4 + 8.0 / 16;
        };
    }

    /** InputException where a matrix cannot be cut into blocks. */
    void requireFits(String name, long out, long in) {
        boolean alongRows = this == NVFP4;
        int block = block(Math.toIntExact(in));
        long cut = alongRows ? in : out * in;
        if (cut % block != 0) {
            throw new InputException("the weight " + name + " of " + out + " x " + in + " cannot be kept in " + label()
                    + ": its " + (alongRows ? "rows of " + in : cut + " elements")
                    + " are no whole number of blocks of "
                    + block + "; use int8, which takes any shape, or none");
        }
        if (out * in / block >= 1 << 24) {
            throw new InputException("the weight " + name + " of " + out + " x " + in + " is too large for " + label()
                    + ", which takes less than " + (1 << 24) + " blocks of " + block + " in a tensor; use int8");
        }
    }
}
