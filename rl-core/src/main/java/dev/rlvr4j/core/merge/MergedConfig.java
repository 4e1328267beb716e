package dev.rlvr4j.core.merge;

import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Projection;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The config of a base with an adapter merged in, which may have biases where the base has none, or a head of its own. Hugging Face's families have
 * them in groups: Llama those of attention and those of the MLP, Qwen3 those of attention. Qwen2 has none but those of q, k, v;
 * a Llama with both groups, some of them zero, is the same function.
 */
final class MergedConfig {
    private MergedConfig() {}

    /** The config, with every bias that the adapter sets; empty where no family has them. */
    static Optional<ModelConfig> of(Base base, Compilation adapter) {
        ModelConfig config = base.config();
        // A head of its own unties it from the embedding.
        boolean tied = config.tieWordEmbeddings() && !adapter.weights().containsKey(AdaptedBase.HEAD);
        List<Site> added = added(base, adapter);
        if (added.isEmpty()) {
            return Optional.of(
                    with(config, config.modelType(), config.attentionBias(), config.mlpBias(), tied, config.dtype()));
        }
        boolean mlp = added.stream().anyMatch(site -> site.projection().compareTo(Projection.OUTPUT) > 0);
        boolean attention = added.stream().anyMatch(site -> site.projection().compareTo(Projection.OUTPUT) <= 0);
        if (config.modelType().equals("qwen3")) {
            return mlp ? Optional.empty() : Optional.of(with(config, "qwen3", true, false, tied, config.dtype()));
        }
        return Optional.of(with(
                config, "llama", config.attentionBias() || attention, config.mlpBias() || mlp, tied, config.dtype()));
    }

    /** Layers without a bias that get one. */
    static List<Site> added(Base base, Compilation adapter) {
        List<Site> added = new ArrayList<>();
        for (Site site : base.sites()) {
            Edit edit = adapter.edits().get(site);
            boolean set =
                    (edit != null && edit.bias() != null) || adapter.weights().containsKey(site.name() + ".bias");
            if (set && !site.bias()) {
                added.add(site);
            }
        }
        return added;
    }

    /** The same config in another type. */
    static ModelConfig in(DType dtype, ModelConfig config) {
        return with(
                config,
                config.modelType(),
                config.attentionBias(),
                config.mlpBias(),
                config.tieWordEmbeddings(),
                dtype);
    }

    private static ModelConfig with(
            ModelConfig c, String family, boolean attention, boolean mlp, boolean tied, DType dtype) {
        return new ModelConfig(
                family,
                c.vocabularySize(),
                c.hiddenSize(),
                c.layers(),
                c.heads(),
                c.kvHeads(),
                c.headDim(),
                c.intermediateSize(),
                c.rmsNormEps(),
                c.rope(),
                c.contextLength(),
                tied,
                attention,
                mlp,
                c.qkNorm(),
                c.bosToken(),
                c.eosTokens(),
                c.padToken(),
                dtype);
    }
}
