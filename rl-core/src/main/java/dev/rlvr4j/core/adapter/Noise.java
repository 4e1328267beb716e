package dev.rlvr4j.core.adapter;

import dev.rlvr4j.core.loop.CounterRandom;
import java.util.Arrays;

/** Values that tensors start with. */
final class Noise {
    private Noise() {}

    static int size(long[] shape) {
        long size = 1;
        for (long dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        return Math.toIntExact(size);
    }

    static float[] constant(long[] shape, double value) {
        float[] values = new float[size(shape)];
        Arrays.fill(values, (float) value);
        return values;
    }

    /** Uniform in plus-minus a bound. */
    static float[] uniform(long key, long[] shape, double bound) {
        float[] values = new float[size(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * CounterRandom.uniform(key, i) - 1) * bound);
        }
        return values;
    }

    /** Uniform in ±1/sqrt(inputs), the last dimension: PyTorch's start of a linear layer, and PEFT's of LoRA's A. */
    static float[] uniform(long key, long[] shape) {
        return uniform(key, shape, 1 / Math.sqrt((double) shape[shape.length - 1]));
    }

    /** Normal. */
    static float[] normal(long key, long[] shape, double deviation) {
        float[] values = new float[size(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * CounterRandom.normal(key, i));
        }
        return values;
    }
}
