package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Bottleneck;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Projection;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.adapter.Sublayer;
import dev.rlvr4j.core.adapter.VirtualTokens;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.quant.QuantisedWeight;
import dev.rlvr4j.core.quant.Quantiser;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Joins a model's linear layers that read the same input, and their edits, into one each: q, k, v; and gate, up. Two matrix
 * products instead of six serve an attention block then. Edits join exactly: P by columns, Q as a block diagonal. All of it is
 * differentiable, and casts to the compute type come last, so trainer and sampler see the same rounded numbers.
 */
final class Fusion {
    private static final List<List<Projection>> GROUPS = List.of(
            List.of(Projection.QUERY, Projection.KEY, Projection.VALUE),
            List.of(Projection.OUTPUT),
            List.of(Projection.GATE, Projection.UP),
            List.of(Projection.DOWN));

    private final ModelConfig config;
    private final Map<Site, Site> sites;
    private final Precision precision;
    private final NDManager scope;
    private final Tensors tensors;

    /** Results belong to {@code scope}. */
    Fusion(Base base, Precision precision, NDManager scope) {
        this.config = base.config();
        this.precision = precision;
        this.scope = scope;
        this.tensors = Tensors.on(scope.getDevice());
        this.sites = new java.util.HashMap<>();
        base.sites().forEach(site -> sites.put(key(site.layer(), site.projection()), site));
    }

    private static Site key(int layer, Projection projection) {
        return new Site(layer, projection, 0, 0, false);
    }

    private Site site(int layer, Projection projection) {
        return java.util.Objects.requireNonNull(sites.get(key(layer, projection)));
    }

    /** A whole model from its tensors; edits hold its biases only. Reads a tensor at a time. */
    ModelTensors model(WeightSource source, Quantisation quantisation) {
        List<NDArray> weights = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            List<NDArray> scales = new ArrayList<>();
            List<List<String>> parts = parts(layer);
            for (int i = 0; i < parts.size(); i++) {
                boolean linear = ModelTensors.groupAt(i) >= 0;
                if (linear && quantisation != Quantisation.NONE) {
                    QuantisedWeight weight = quantised(parts.get(i), source, quantisation);
                    weights.add(weight.codes());
                    scales.add(weight.scales());
                    scales.add(weight.runs());
                } else {
                    weights.add(parts.get(i).isEmpty() ? Tensors.absent(scope) : read(parts.get(i), source));
                    scales.addAll(linear ? absentScales() : List.of());
                }
            }
            weights.addAll(scales);
        }
        NDArray embedding = read(List.of("model.embed_tokens.weight"), source);
        NDArray head = config.tieWordEmbeddings() ? embedding : read(List.of("lm_head.weight"), source);
        return new ModelTensors(
                embedding,
                head,
                read(List.of("model.norm.weight"), source),
                weights,
                edits(new Compilation(Map.of(), Map.of()), name -> source.read(name, precision, scope)),
                virtual(null));
    }

    private NDArray read(List<String> parts, WeightSource source) {
        try (NDManager temporary = scope.newSubManager()) {
            return fused(parts, name -> source.read(name, precision, temporary));
        }
    }

    private QuantisedWeight quantised(List<String> parts, WeightSource source, Quantisation quantisation) {
        Quantiser quantiser = Quantiser.on(scope.getDevice());
        List<QuantisedWeight> quantised = new ArrayList<>();
        for (String name : parts) {
            try (NDManager temporary = scope.newSubManager()) {
                NDArray weight = source.read(name, Precision.FLOAT32, temporary);
                quantised.add(quantiser.quantise(name, weight, quantisation, scope));
            }
        }
        return QuantisedWeight.joined(quantised, scope);
    }

    private List<NDArray> absentScales() {
        return List.of(Tensors.absent(scope), Tensors.absent(scope));
    }

    /** All layers' edits, as the programs take them. Biases come from the edit, else from the base. */
    List<NDArray> edits(Compilation compilation, Function<String, NDArray> baseTensors) {
        Map<Site, Edit> edits = withBiases(compilation);
        List<NDArray> fused = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            for (List<Projection> group : GROUPS) {
                fuse(layer, group, edits, baseTensors, fused);
            }
            for (Sublayer.Half half : Sublayer.Half.values()) {
                fused.addAll(bottleneck(compilation.bottlenecks().get(new Sublayer(layer, half))));
            }
        }
        return fused;
    }

    private List<NDArray> bottleneck(@Nullable Bottleneck bottleneck) {
        if (bottleneck == null) {
            return Collections.nCopies(ModelTensors.EDITS_PER_GROUP, Tensors.absent(scope));
        }
        NDArray activation = scope.zeros(new Shape(bottleneck.activation().ordinal() + 1));
        return List.of(
                cast(bottleneck.down()),
                cast(bottleneck.downBias()),
                cast(bottleneck.up()),
                cast(bottleneck.upBias()),
                activation);
    }

    /** The virtual tokens as the programs take them. */
    private List<NDArray> virtual(@Nullable VirtualTokens tokens) {
        NDArray absent = Tensors.absent(scope);
        List<NDArray> all = new ArrayList<>(Collections.nCopies(1 + 2 * config.layers(), absent));
        if (tokens == null) {
            return all;
        }
        NDArray embeddings = tokens.embeddings();
        if (embeddings != null) {
            all.set(0, cast(embeddings));
            return all;
        }
        List<NDArray> given = tokens.keysAndValues();
        long count = given.get(0).getShape().get(0);
        // Their rows go through the layers like others, to no effect but the keys and values that are put in.
        all.set(0, cast(scope.zeros(new Shape(count, config.hiddenSize()))));
        for (int i = 0; i < given.size(); i++) {
            all.set(1 + i, cast(given.get(i)));
        }
        return all;
    }

    private void fuse(
            int layer,
            List<Projection> group,
            Map<Site, Edit> edits,
            Function<String, NDArray> baseTensors,
            List<NDArray> fused) {
        NDList downs = new NDList();
        NDList ups = new NDList();
        NDList biases = new NDList();
        NDList outScales = new NDList();
        boolean scaled = group.stream().anyMatch(p -> outScale(edits.get(site(layer, p))) != null);
        boolean biased =
                group.stream().anyMatch(p -> bias(site(layer, p), edits.get(site(layer, p)), baseTensors) != null);
        int before = 0;
        int total = group.stream().mapToInt(p -> site(layer, p).out()).sum();
        for (Projection projection : group) {
            Site site = site(layer, projection);
            @Nullable Edit edit = edits.get(site);
            if (edit != null && edit.p() != null && edit.q() != null) {
                downs.add(edit.p());
                ups.add(widened(edit.q(), before, total - before - site.out()));
            }
            NDArray bias = bias(site, edit, baseTensors);
            if (bias != null) {
                biases.add(bias);
            } else if (biased) {
                biases.add(scope.zeros(new Shape(site.out())));
            }
            if (scaled) {
                NDArray scale = outScale(edit);
                outScales.add(scale != null ? scale : scope.ones(new Shape(site.out())));
            }
            before += site.out();
        }
        Edit first = edits.get(site(layer, group.get(0)));
        NDArray inScale = first == null || group.size() > 1 ? null : first.inScale();
        fused.add(downs.isEmpty() ? Tensors.absent(scope) : cast(concat(downs, 1)));
        fused.add(ups.isEmpty() ? Tensors.absent(scope) : cast(concat(ups, 0)));
        fused.add(biases.isEmpty() ? Tensors.absent(scope) : cast(concat(biases, 0)));
        fused.add(outScales.isEmpty() ? Tensors.absent(scope) : cast(concat(outScales, 0)));
        fused.add(inScale == null ? Tensors.absent(scope) : cast(inScale));
    }

    private static @Nullable NDArray bias(Site site, @Nullable Edit edit, Function<String, NDArray> baseTensors) {
        if (edit != null && edit.bias() != null) {
            return edit.bias();
        }
        return site.bias() ? baseTensors.apply(site.name() + ".bias") : null;
    }

    private static @Nullable NDArray outScale(@Nullable Edit edit) {
        return edit == null ? null : edit.outScale();
    }

    /** Q [r, out] between columns of zeros. */
    private NDArray widened(NDArray q, int left, int right) {
        if (left == 0 && right == 0) {
            return q;
        }
        long rank = q.getShape().get(0);
        NDList parts = new NDList();
        if (left > 0) {
            parts.add(scope.zeros(new Shape(rank, left)));
        }
        parts.add(q);
        if (right > 0) {
            parts.add(scope.zeros(new Shape(rank, right)));
        }
        return concat(parts, 1);
    }

    private NDArray concat(NDList parts, int axis) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        NDArray joined = NDArrays.concat(parts, axis);
        joined.attach(scope);
        return joined;
    }

    private NDArray cast(NDArray array) {
        return tensors.cast(scope, array, precision);
    }

    /** The edits and replaced weights of an adapter over a base's tensors; what it leaves alone is the base's own tensor. */
    static ModelTensors compile(
            Base base, ModelTensors frozen, Compilation compilation, Precision precision, NDManager scope) {
        Fusion fusion = new Fusion(base, precision, scope);
        Map<String, NDArray> replaced = fusion.withInScales(base, compilation);
        Function<String, NDArray> named = name -> {
            NDArray own = replaced.get(name);
            return own != null ? own : base.weight(name, scope);
        };
        List<NDArray> weights = new ArrayList<>();
        for (int layer = 0; layer < base.config().layers(); layer++) {
            List<NDArray> before = frozen.layerWeights(layer);
            List<List<String>> parts = fusion.parts(layer);
            List<NDArray> scales = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                boolean same = parts.get(i).stream().noneMatch(replaced::containsKey);
                weights.add(same ? before.get(i) : fusion.fused(parts.get(i), named));
                int group = ModelTensors.groupAt(i);
                if (group >= 0) {
                    int at = ModelTensors.SCALES + 2 * group;
                    boolean none = before.get(at).size() == 0;
                    scales.addAll(same || none ? before.subList(at, at + 2) : fusion.absentScales());
                }
            }
            weights.addAll(scales);
        }
        NDArray embedding = fusion.single("model.embed_tokens.weight", frozen.embedding(), replaced);
        // A tied head follows the embedding, unless the adapter has one of its own.
        NDArray head = base.config().tieWordEmbeddings() && !replaced.containsKey("lm_head.weight")
                ? embedding
                : fusion.single("lm_head.weight", frozen.head(), replaced);
        return new ModelTensors(
                embedding,
                head,
                fusion.single("model.norm.weight", frozen.norm(), replaced),
                weights,
                fusion.edits(compilation, named),
                fusion.virtual(compilation.virtual()));
    }

    /** The edits, and as edits the replaced biases, since a layer without bias has no place for one. */
    private Map<Site, Edit> withBiases(Compilation compilation) {
        Map<Site, Edit> edits = new java.util.HashMap<>(compilation.edits());
        for (Site site : sites.values()) {
            NDArray bias = compilation.weights().get(site.name() + ".bias");
            Edit edit = edits.get(site);
            if (bias == null) {
                continue;
            }
            if (edit == null) {
                edits.put(site, Edit.bias(bias));
            } else if (edit.bias() == null) {
                edits.put(site, new Edit(edit.p(), edit.q(), edit.inScale(), edit.outScale(), bias));
            }
        }
        return edits;
    }

    private NDArray single(String name, NDArray frozen, Map<String, NDArray> replaced) {
        NDArray own = replaced.get(name);
        return own == null ? frozen : cast(own);
    }

    /** The Hugging Face tensors that each fused weight of a layer is made of. */
    private List<List<String>> parts(int layer) {
        String prefix = "model.layers." + layer + ".";
        boolean norms = config.qkNorm();
        return List.of(
                List.of(prefix + "input_layernorm.weight"),
                weightNames(layer, GROUPS.get(0)),
                norms ? List.of(prefix + "self_attn.q_norm.weight") : List.of(),
                norms ? List.of(prefix + "self_attn.k_norm.weight") : List.of(),
                weightNames(layer, GROUPS.get(1)),
                List.of(prefix + "post_attention_layernorm.weight"),
                weightNames(layer, GROUPS.get(2)),
                weightNames(layer, GROUPS.get(3)));
    }

    private List<String> weightNames(int layer, List<Projection> group) {
        return group.stream()
                .map(projection -> site(layer, projection).name() + ".weight")
                .toList();
    }

    private NDArray fused(List<String> parts, Function<String, NDArray> named) {
        NDList arrays = new NDList();
        parts.forEach(name -> arrays.add(named.apply(name)));
        return cast(concat(arrays, 0));
    }

    /**
     * The replaced weights, and with them those of layers that are fused with others and have an input scale of their own: the
     * fused product has one input, so the scale goes into the weight.
     */
    private Map<String, NDArray> withInScales(Base base, Compilation compilation) {
        Map<String, NDArray> replaced = new java.util.HashMap<>(compilation.weights());
        compilation.edits().forEach((site, edit) -> {
            boolean alone = site.projection() == Projection.OUTPUT || site.projection() == Projection.DOWN;
            if (edit.inScale() != null && !alone) {
                String name = site.name() + ".weight";
                NDArray weight = replaced.containsKey(name)
                        ? java.util.Objects.requireNonNull(replaced.get(name))
                        : base.weight(name, scope);
                NDArray scaled = weight.mul(edit.inScale());
                scaled.attach(scope);
                replaced.put(name, scaled);
            }
        });
        return replaced;
    }
}
