package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import dev.rlvr4j.core.quant.QuantisedWeight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything the transformer programs take of a model, in the compute type: weights fused as {@code transformer.py} lists
 * them, and the edits on them.
 *
 * @param embedding {@code [V, d]}
 * @param head {@code [V, d]}, the embedding itself where they are tied
 * @param norm the final norm, {@code [d]}
 * @param weights {@value #WEIGHTS_PER_LAYER} tensors a layer
 * @param edits {@value #EDITS_PER_LAYER} tensors a layer
 * @param virtual the virtual tokens' embeddings {@code [n, d]}, then each layer's keys and values of them {@code [n, KV D]};
 *     without elements where absent
 */
public record ModelTensors(
        NDArray embedding,
        NDArray head,
        NDArray norm,
        List<NDArray> weights,
        List<NDArray> edits,
        List<NDArray> virtual) {
    static final int GROUPS = 4;
    /** Where the scales of the groups begin, two tensors each. */
    static final int SCALES = 8;

    static final int WEIGHTS_PER_LAYER = SCALES + 2 * GROUPS;
    static final int EDITS_PER_GROUP = 5;
    /** The places of the groups' weights. */
    private static final List<Integer> WEIGHTS_OF_GROUPS = List.of(1, 4, 6, 7);
    /** The four groups of linear layers, then the two bottlenecks. */
    static final int EDITS_PER_LAYER = (GROUPS + 2) * EDITS_PER_GROUP;

    public ModelTensors {
        weights = List.copyOf(weights);
        edits = List.copyOf(edits);
        virtual = List.copyOf(virtual);
    }

    /** All weights: everything but edits and virtual tokens. */
    List<NDArray> own() {
        List<NDArray> all = new ArrayList<>(weights);
        all.addAll(List.of(embedding, head, norm));
        return all;
    }

    /** Embeddings of virtual tokens, {@code [n, d]}. */
    NDArray soft() {
        return virtual.get(0);
    }

    /** Keys and values of virtual tokens that a layer is given, each {@code [n, KV D]}. */
    List<NDArray> prefix(int layer) {
        return virtual.subList(1 + 2 * layer, 3 + 2 * layer);
    }

    /** Number of tokens that stand before every prompt, n; positions of real tokens begin there. */
    public int virtualTokens() {
        return soft().size() == 0 ? 0 : (int) soft().getShape().get(0);
    }

    /** A prompt behind the virtual tokens, whose ids are those after the vocabulary's. */
    int[] behindVirtual(int[] prompt) {
        int n = virtualTokens();
        if (n == 0) {
            return prompt;
        }
        int[] all = new int[n + prompt.length];
        int vocabulary = (int) embedding.getShape().get(0);
        Arrays.setAll(all, i -> i < n ? vocabulary + i : prompt[i - n]);
        return all;
    }

    /** Groups with their prompts behind the virtual tokens. */
    List<SequenceGroup> behindVirtual(List<SequenceGroup> groups) {
        return virtualTokens() == 0
                ? groups
                : groups.stream()
                        .map(group ->
                                new SequenceGroup(behindVirtual(group.prompt()), group.completions(), group.asked()))
                        .toList();
    }

    /** The layers' weights, then embeddings, head and final norm. */
    List<NDArray> allWeights() {
        List<NDArray> all = new ArrayList<>(weights);
        all.add(embedding);
        all.add(head);
        all.add(norm);
        return all;
    }

    List<NDArray> layerWeights(int layer) {
        return weights.subList(layer * WEIGHTS_PER_LAYER, (layer + 1) * WEIGHTS_PER_LAYER);
    }

    /** The group of linear layers whose weight stands at a place; -1 where it is none. */
    static int groupAt(int place) {
        return WEIGHTS_OF_GROUPS.indexOf(place);
    }

    /** The weight of a group of linear layers with its scales; these have no elements where it is not quantised. */
    QuantisedWeight weight(int layer, int group) {
        List<NDArray> all = layerWeights(layer);
        int scales = SCALES + 2 * group;
        return new QuantisedWeight(all.get(WEIGHTS_OF_GROUPS.get(group)), all.get(scales), all.get(scales + 1));
    }

    List<NDArray> layerEdits(int layer) {
        return edits.subList(layer * EDITS_PER_LAYER, (layer + 1) * EDITS_PER_LAYER);
    }
}
