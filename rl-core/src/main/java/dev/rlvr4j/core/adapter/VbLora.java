package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.Safetensors;
import dev.rlvr4j.core.checkpoint.TensorEntry;
import dev.rlvr4j.core.torch.Tensors;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * VB-LoRA (Li et al. 2024): {@code W' = W + B A}, where A's rows and B's columns are put together from the vectors of one
 * trained bank that all layers share; each piece is a mixture of a few of them, weighted by a softmax of trained logits. The
 * start is near the base, but not the base itself: no logits make a mixture zero, so the change starts at the size of the
 * bank's bound squared.
 *
 * @param r rank, at least 1
 * @param numVectors vectors in the bank
 * @param vectorLength their length, which divides the layers' features. PEFT's default of 256 does not for most small models
 * @param topk vectors in a mixture
 * @param targets the linear layers it sits on
 */
public record VbLora(int r, int numVectors, int vectorLength, int topk, TargetModules targets)
        implements SitewiseMethod, PackedTensors {
    private static final String BANK = "vblora_vector_bank";
    private static final String A = ".vblora_logits_A";
    private static final String B = ".vblora_logits_B";
    private static final double BANK_BOUND = 0.02;
    private static final double LOGITS_DEVIATION = 0.1;

    public VbLora {
        Require.atLeast("r", r, 1);
        Require.atLeast("num_vectors", numVectors, 1);
        Require.atLeast("vector_length", vectorLength, 1);
        Require.atLeast("topk", topk, 1);
        if (topk > numVectors) {
            throw new InputException("topk " + topk + " is more than num_vectors, which is " + numVectors);
        }
    }

    static VbLora read(PeftSettings config) {
        var unused = config.flag("save_only_topk_weights"); // the tensors tell
        return new VbLora(
                config.whole("r"),
                config.whole("num_vectors"),
                config.whole("vector_length"),
                config.whole("topk"),
                config.targets());
    }

    @Override
    public String name() {
        return "vblora";
    }

    @Override
    public boolean startsAtBase() {
        return false;
    }

    @Override
    public boolean exactGradient() {
        return topk == numVectors;
    }

    @Override
    public Map<String, long[]> sharedShapes(List<Site> sites) {
        return Map.of(BANK, new long[] {numVectors, vectorLength});
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        Require.divides("vector_length", vectorLength, "input", site.in(), site);
        Require.divides("vector_length", vectorLength, "output", site.out(), site);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(A, new long[] {r, site.in() / vectorLength, numVectors});
        shapes.put(B, new long[] {site.out() / vectorLength, r, numVectors});
        return shapes;
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return tensor.equals(BANK) ? Noise.uniform(key, shape, BANK_BOUND) : Noise.normal(key, shape, LOGITS_DEVIATION);
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        return Maps.lowRank(
                Maps.call("vblora", scope)
                        .tensor(tensors.own(A))
                        .tensor(tensors.own(B))
                        .tensor(tensors.shared(BANK))
                        .integer(topk),
                scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("VBLORA", targets, base);
        config.put("init_logits_std", LOGITS_DEVIATION);
        config.put("init_vector_bank_bound", BANK_BOUND);
        config.put("num_vectors", numVectors);
        config.put("r", r);
        config.put("topk", topk);
        config.put("vector_length", vectorLength);
        return config;
    }

    /** Logits of the chosen vectors alone, where PEFT wrote which they are and their weights but for the last. */
    @Override
    public @Nullable NDArray unpack(String key, long[] shape, Safetensors file, NDManager scope) {
        TensorEntry indices = file.entries().get(key + "_topk_indices");
        TensorEntry weights = file.entries().get(key + "_topk_weights");
        if (indices == null || weights == null) {
            return null;
        }
        long[] chosen = indices.shape();
        if (chosen.length != 3 || chosen[0] != shape[0] || chosen[1] != shape[1] || chosen[2] != topk) {
            throw new InputException("its tensor " + indices.name() + " has shape " + Arrays.toString(chosen)
                    + ", where this model and its config need "
                    + Arrays.toString(new long[] {shape[0], shape[1], topk}));
        }
        float[] logits = Noise.constant(shape, Double.NEGATIVE_INFINITY);
        float[] given = file.floats(weights.name());
        ByteBuffer places = file.bytes(indices.name());
        int others = topk - 1;
        for (int piece = 0; piece < logits.length / numVectors; piece++) {
            double rest = 1;
            for (int i = 0; i < topk; i++) {
                double weight = i < others ? given[piece * others + i] : Math.max(rest, 0);
                rest -= weight;
                int place = Math.toIntExact(whole(places, indices.dtype(), piece * topk + i));
                logits[piece * numVectors + Objects.checkIndex(place, numVectors)] = (float) Math.log(weight);
            }
        }
        return Tensors.on(scope.getDevice()).parameter(scope, logits, shape);
    }

    private static long whole(ByteBuffer values, DType type, int i) {
        return switch (type) {
            case U8 -> Byte.toUnsignedLong(values.get(i));
            case I16 -> values.getShort(2 * i);
            case I32 -> values.getInt(4 * i);
            case I64 -> values.getLong(8 * i);
            default -> throw new InputException("indices of vectors cannot be of type " + type);
        };
    }

    @Override
    public String peftKey(String tensor) {
        return tensor.equals(BANK) ? "base_model." + BANK : PeftFormat.PREFIX + tensor;
    }
}
