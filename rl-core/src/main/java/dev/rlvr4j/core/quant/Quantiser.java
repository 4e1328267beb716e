package dev.rlvr4j.core.quant;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Program;
import dev.rlvr4j.core.torch.Tensors;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Quantises matrices on one device ({@code programs/quantisation.py}). Thread-safe. */
public final class Quantiser {
    /** The 16 values of NF4: quantiles of a normal distribution at probability offset 0.9677083, and 0 (bitsandbytes). */
    private static final float[] NORMAL_FLOATS = {
        -1f,
        -0.6961928009986877f,
        -0.5250730514526367f,
        -0.39491748809814453f,
        -0.28444138169288635f,
        -0.18477343022823334f,
        -0.09105003625154495f,
        0f,
        0.07958029955625534f,
        0.16093020141124725f,
        0.24611230194568634f,
        0.33791524171829224f,
        0.44070982933044434f,
        0.5626170039176941f,
        0.7229568362236023f,
        1f
    };

    /** The 16 values of E2M1, of which the upper eight are negative. */
    private static final float[] E2M1 = {0f, 0.5f, 1f, 1.5f, 2f, 3f, 4f, 6f, -0f, -0.5f, -1f, -1.5f, -2f, -3f, -4f, -6f
    };

    private static final Map<Device, Quantiser> BY_DEVICE = new ConcurrentHashMap<>();

    private final Program program;

    private Quantiser(Device device) {
        program = Program.load("quantisation", constants(), device);
    }

    /** The quantiser of a device; kept for the life of the process. */
    public static Quantiser on(Device device) {
        return BY_DEVICE.computeIfAbsent(device, Quantiser::new);
    }

    /** The tables that programs need to quantise and to read quantised weights, as their text writes lists. */
    public static Map<String, String> constants() {
        return Map.of("nf4", text(NORMAL_FLOATS), "e2m1", text(E2M1), "dynamic", text(DynamicMap.signed()));
    }

    private static String text(float[] values) {
        StringBuilder list = new StringBuilder("[");
        for (float value : values) {
            list.append(list.length() > 1 ? ", " : "").append((double) value);
        }
        return list.append(']').toString();
    }

    /**
     * Quantises.
     *
     * @param name what the matrix is called in messages
     * @param matrix {@code [out, in]} float32
     * @throws dev.rlvr4j.core.InputException if it cannot be cut into the format's blocks
     */
    public QuantisedWeight quantise(String name, NDArray matrix, Quantisation quantisation, NDManager scope) {
        long[] shape = matrix.getShape().getShape();
        quantisation.requireFits(name, shape[0], shape[1]);
        try (Gradients.Mode off = Gradients.recording(false)) {
            NDList parts = program.autograd(quantisation.label()).tensor(matrix).run(scope);
            return new QuantisedWeight(
                    parts.get(0), parts.get(1), parts.size() > 2 ? parts.get(2) : Tensors.absent(scope));
        }
    }
}
