package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Tensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Prefix tuning (Li and Liang 2021): each layer's attention finds trained keys and values of n tokens before every prompt. They
 * are one tensor {@code [n, 2 L KV D]}, keys of layer 0, values of layer 0, keys of layer 1, ..., or, with projection, what a
 * network of two layers makes of trained embeddings {@code [n, KV D]}; files hold what it makes. Whatever they start as, the
 * model is not the base then: it attends to them.
 *
 * @param virtualTokens their number n, at least 1; they take room of the context
 * @param init what they start as: noise, or what the base makes of tokens, as the paper advises
 * @param initText the text where init says so, else empty
 * @param projection whether they come from a network (the paper's reparametrisation), which starts from noise
 * @param encoderHiddenSize width of that network; 0 is KV D
 */
public record PrefixTuning(
        int virtualTokens, VirtualInit init, String initText, boolean projection, int encoderHiddenSize)
        implements AdapterMethod {
    private static final String PREFIX = PromptTuning.EMBEDDINGS;
    private static final String EMBEDDING = "embedding.weight";
    private static final String FIRST = "transform.0.weight";
    private static final String FIRST_BIAS = "transform.0.bias";
    private static final String SECOND = "transform.2.weight";
    private static final String SECOND_BIAS = "transform.2.bias";

    public PrefixTuning {
        VirtualInit.check(virtualTokens, init, initText);
        Require.atLeast("encoder_hidden_size", encoderHiddenSize, 0);
        if (projection && init != VirtualInit.RANDOM) {
            throw new InputException(
                    "with projection a prefix starts from noise, but init is " + init + "; set init to random");
        }
    }

    /** Files hold the prefix itself, so whatever network made it is gone. */
    static PrefixTuning read(PeftSettings config) {
        PromptTuning.requireDecoder(config);
        config.get("prefix_projection");
        int hidden = config.get("encoder_hidden_size").asInt(0);
        return new PrefixTuning(config.whole("num_virtual_tokens"), VirtualInit.RANDOM, "", false, hidden);
    }

    @Override
    public String name() {
        return "prefix-tuning";
    }

    @Override
    public boolean startsAtBase() {
        return false;
    }

    /** Features of a layer's keys, KV D. */
    private static int width(Base base) {
        return base.config().kvHeads() * base.config().headDim();
    }

    private int hidden(Base base) {
        return encoderHiddenSize == 0 ? width(base) : encoderHiddenSize;
    }

    @Override
    public int virtualTokens() {
        return virtualTokens;
    }

    @Override
    public Map<String, long[]> shapes(Base base) {
        VirtualInit.checkRoom(virtualTokens, base);
        int width = width(base);
        int all = 2 * base.config().layers() * width;
        Map<String, long[]> shapes = new LinkedHashMap<>();
        if (projection) {
            shapes.put(EMBEDDING, new long[] {virtualTokens, width});
            shapes.put(FIRST, new long[] {hidden(base), width});
            shapes.put(FIRST_BIAS, new long[] {hidden(base)});
            shapes.put(SECOND, new long[] {all, hidden(base)});
            shapes.put(SECOND_BIAS, new long[] {all});
        } else {
            shapes.put(PREFIX, new long[] {virtualTokens, all});
        }
        return shapes;
    }

    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        VirtualInit.checkRoom(virtualTokens, base);
        if (init != VirtualInit.RANDOM) {
            int[] ids = init.tokens(base, virtualTokens, initText, seed);
            try (NDManager temporary = scope.newSubManager();
                    Gradients.Mode off = Gradients.recording(false)) {
                List<NDArray> made = base.keysAndValues(ids, temporary);
                return Map.of(PREFIX, Maps.one(Maps.call("columns", scope).tensors(made), scope));
            }
        }
        Tensors on = Tensors.on(scope.getDevice());
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        shapes(base).forEach((name, shape) -> {
            long key = CounterRandom.key(seed, name);
            boolean first = name.equals(FIRST) || name.equals(FIRST_BIAS);
            double bound = 1 / Math.sqrt(first ? width(base) : hidden(base));
            boolean normal = name.equals(PREFIX) || name.equals(EMBEDDING);
            float[] noise = normal ? Noise.normal(key, shape, 1) : Noise.uniform(key, shape, bound);
            tensors.put(name, on.parameter(scope, noise, shape));
        });
        return tensors;
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope) {
        List<NDArray> parts = Maps.call("split", scope)
                .tensor(prefix(tensors, scope))
                .integer(width(base))
                .run(scope);
        return new Compilation(Map.of(), Map.of(), Map.of(), new VirtualTokens(null, parts));
    }

    private NDArray prefix(Map<String, NDArray> tensors, NDManager scope) {
        if (!projection) {
            return Objects.requireNonNull(tensors.get(PREFIX));
        }
        return Maps.one(
                Maps.call("prefix_network", scope)
                        .tensor(Objects.requireNonNull(tensors.get(EMBEDDING)))
                        .tensor(Objects.requireNonNull(tensors.get(FIRST)))
                        .tensor(Objects.requireNonNull(tensors.get(FIRST_BIAS)))
                        .tensor(Objects.requireNonNull(tensors.get(SECOND)))
                        .tensor(Objects.requireNonNull(tensors.get(SECOND_BIAS))),
                scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.defaults("PREFIX_TUNING");
        config.put("encoder_hidden_size", hidden(base));
        config.put("num_attention_heads", base.config().kvHeads());
        config.put("num_layers", base.config().layers());
        config.put("num_transformer_submodules", 1);
        config.put("num_virtual_tokens", virtualTokens);
        config.put("peft_type", "PREFIX_TUNING");
        config.put("prefix_projection", projection);
        config.put("token_dim", width(base));
        return config;
    }

    @Override
    public String peftKey(String tensor) {
        return tensor;
    }

    @Override
    public void save(Base base, Map<String, NDArray> tensors, Path directory) {
        try (NDManager scope = tensors.values().iterator().next().getManager().newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            PeftFormat.write(peftConfig(base), base, Map.of(PREFIX, prefix(tensors, scope)), directory);
        }
    }
}
