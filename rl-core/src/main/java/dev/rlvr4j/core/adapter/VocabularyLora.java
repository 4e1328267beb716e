package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Tensors;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A LoRA's part on the embedding and on the output head: replaced weights {@code E + s (B A)'}, where the embedding's A
 * {@code [r, V]} starts at zero and its B {@code [d, r]} normal, and {@code W + s B A} as of any linear layer for the head.
 */
record VocabularyLora(Lora lora) {
    private static final String A = VocabularyModules.EMBEDDING + ".lora_embedding_A";
    private static final String B = VocabularyModules.EMBEDDING + ".lora_embedding_B";
    static final String HEAD_A = VocabularyModules.HEAD + ".lora_A.weight";
    static final String HEAD_B = VocabularyModules.HEAD + ".lora_B.weight";

    private List<String> modules() {
        return VocabularyModules.ALL.stream().filter(lora.targets()::chooses).toList();
    }

    Map<String, long[]> shapes(Base base) {
        int vocabulary = base.config().vocabularySize();
        int width = base.config().hiddenSize();
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (String module : modules()) {
            int r = lora.rank(module);
            if (module.equals(VocabularyModules.EMBEDDING)) {
                shapes.put(A, new long[] {r, vocabulary});
                shapes.put(B, new long[] {width, r});
            } else {
                shapes.put(HEAD_A, new long[] {r, width});
                shapes.put(HEAD_B, new long[] {vocabulary, r});
            }
        }
        return shapes;
    }

    Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        shapes(base).forEach((name, shape) -> {
            long key = CounterRandom.key(seed, name);
            float[] start = switch (name) {
                case B -> Noise.normal(key, shape, 1);
                case HEAD_A -> Noise.uniform(key, shape);
                default -> Noise.constant(shape, 0);
            };
            tensors.put(name, Tensors.on(scope.getDevice()).parameter(scope, start, shape));
        });
        return tensors;
    }

    /** The replaced weights. */
    Map<String, NDArray> weights(Base base, Map<String, NDArray> tensors, NDManager scope) {
        Map<String, NDArray> weights = new HashMap<>();
        for (String module : modules()) {
            boolean embedding = module.equals(VocabularyModules.EMBEDDING);
            NDArray a = Objects.requireNonNull(tensors.get(embedding ? A : HEAD_A));
            NDArray b = Objects.requireNonNull(tensors.get(embedding ? B : HEAD_B));
            NDArray weight = base.weight(module + ".weight", scope);
            weights.put(
                    module + ".weight",
                    Maps.one(
                            Maps.call(embedding ? "embedding_lora" : "head_lora", scope)
                                    .tensor(weight)
                                    .tensor(a)
                                    .tensor(b)
                                    .number(lora.scale(module)),
                            scope));
        }
        VocabularyModules.untie(base, weights, scope);
        return weights;
    }

    /** PEFT's files repeat the base's matrix under such a LoRA. */
    Map<String, NDArray> extras(Base base, NDManager scope) {
        Map<String, NDArray> extras = new LinkedHashMap<>();
        modules()
                .forEach(module -> extras.put(
                        PeftFormat.PREFIX + module + ".base_layer.weight", base.weight(module + ".weight", scope)));
        return extras;
    }
}
