package dev.rlvr4j.rollout.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Bottleneck;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Projection;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.adapter.Sublayer;
import dev.rlvr4j.core.adapter.VirtualTokens;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An adapter of everything that an edit can be at once, from fixed noise: virtual tokens, bottlenecks, scales, biases, low
 * ranks, replaced gains, embeddings and head.
 *
 * @param virtual number of virtual tokens; with none, it has no replaced weights either
 * @param prefix whether they are keys and values rather than embeddings
 */
record Extended(int virtual, boolean prefix) implements AdapterMethod {
    @Override
    public String name() {
        return "extended";
    }

    @Override
    public Map<String, long[]> shapes(Base base) {
        return Map.of();
    }

    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        return Map.of();
    }

    private NDArray noise(NDManager scope, String what, double centre, long... shape) {
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
        }
        float[] values = new float[(int) size];
        long key = CounterRandom.key(hashCode(), what);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (centre + 0.4 * CounterRandom.uniform(key, i) - 0.2);
        }
        return Tensors.floats(scope, values, shape);
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope) {
        int d = base.config().hiddenSize();
        Map<Site, Edit> edits = new HashMap<>();
        for (Site site : base.sites()) {
            String name = site.name();
            boolean all = site.projection() == Projection.DOWN || site.projection() == Projection.QUERY;
            edits.put(
                    site,
                    new Edit(
                            noise(scope, name + "p", 0, site.in(), 2),
                            noise(scope, name + "q", 0, 2, site.out()),
                            all ? noise(scope, name + "in", 1, site.in()) : null,
                            all ? noise(scope, name + "out", 1, site.out()) : null,
                            all ? noise(scope, name + "b", 0, site.out()) : null));
        }
        Map<Sublayer, Bottleneck> bottlenecks = new HashMap<>();
        bottlenecks.put(new Sublayer(0, Sublayer.Half.MLP), bottleneck(scope, d, Bottleneck.Activation.GELU));
        bottlenecks.put(new Sublayer(1, Sublayer.Half.ATTENTION), bottleneck(scope, d, Bottleneck.Activation.SILU));
        Map<String, NDArray> weights = new HashMap<>();
        if (virtual > 0) {
            weights.put("model.norm.weight", noise(scope, "norm", 1, d));
            weights.put("model.layers.1.input_layernorm.weight", noise(scope, "gain", 1, d));
            NDArray embeddings = base.weight("model.embed_tokens.weight", scope);
            NDArray other =
                    embeddings.add(noise(scope, "rows", 0, embeddings.getShape().getShape()));
            other.attach(scope);
            weights.put("model.embed_tokens.weight", other);
        }
        return new Compilation(edits, weights, bottlenecks, virtualTokens(base, scope));
    }

    private Bottleneck bottleneck(NDManager scope, int d, Bottleneck.Activation activation) {
        String name = activation.name();
        return new Bottleneck(
                noise(scope, name + "down", 0, d, 3),
                noise(scope, name + "down_bias", 0, 3),
                noise(scope, name + "up", 0, 3, d),
                noise(scope, name + "up_bias", 0, d),
                activation);
    }

    private @Nullable VirtualTokens virtualTokens(Base base, NDManager scope) {
        if (virtual == 0) {
            return null;
        }
        if (!prefix) {
            return new VirtualTokens(
                    noise(scope, "soft", 0, virtual, base.config().hiddenSize()), List.of());
        }
        List<NDArray> given = new ArrayList<>();
        long width = (long) base.config().kvHeads() * base.config().headDim();
        for (int i = 0; i < 2 * base.config().layers(); i++) {
            given.add(noise(scope, "kv" + i, 0, virtual, width));
        }
        return new VirtualTokens(null, given);
    }
}
