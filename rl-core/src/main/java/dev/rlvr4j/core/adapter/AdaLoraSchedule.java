package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How AdaLoRA's ranks fall: a cubic schedule says how many triplets all layers have together; those of the least importance
 * times uncertainty, summed over the value and the means of its vectors, get the value zero (equations 8 to 11).
 */
record AdaLoraSchedule(AdaLora method, Map<String, NDArray> tensors) {
    private record Triplet(int layer, int index, float score) {}

    void apply(long step, NDManager scope) {
        long last = method.totalStep() - method.tfinal();
        List<String> layers = layers();
        if (step > last) {
            layers.forEach(layer ->
                    mask(layer, tensor(layer + AdaLora.E + AdaLora.MASK).toFloatArray(), scope));
        } else if (step == last || (step > method.tinit() && step % method.deltaT() == 0)) {
            choose(layers, budget(step, layers), scope);
        }
    }

    private List<String> layers() {
        List<String> layers = new ArrayList<>();
        for (String name : tensors.keySet()) {
            if (name.endsWith(AdaLora.E)) {
                layers.add(name.substring(0, name.length() - AdaLora.E.length()));
            }
        }
        return layers;
    }

    /** How many triplets are left after a step. */
    int budget(long step, List<String> layers) {
        int first = 0;
        for (String layer : layers) {
            first += (int) tensor(layer + AdaLora.E).size();
        }
        int end = Math.min(first, method.targetR() * layers.size());
        double left = 1 - (double) (step - method.tinit()) / (method.totalStep() - method.tfinal() - method.tinit());
        return (int) ((first - end) * left * left * left + end);
    }

    private void choose(List<String> layers, int budget, NDManager scope) {
        List<Triplet> triplets = new ArrayList<>();
        List<float[]> masks = new ArrayList<>();
        for (int layer = 0; layer < layers.size(); layer++) {
            float[] scores = scores(layers.get(layer), scope);
            masks.add(new float[scores.length]);
            for (int i = 0; i < scores.length; i++) {
                triplets.add(new Triplet(layer, i, scores[i]));
            }
        }
        // Of equals the first: the sort keeps their order.
        triplets.sort(Comparator.comparing(Triplet::score, Comparator.reverseOrder()));
        triplets.subList(0, budget).forEach(kept -> masks.get(kept.layer())[kept.index()] = 1);
        for (int layer = 0; layer < layers.size(); layer++) {
            mask(layers.get(layer), masks.get(layer), scope);
        }
    }

    private float[] scores(String layer, NDManager scope) {
        var call = Maps.call("triplets", scope);
        for (String tensor : List.of(AdaLora.A, AdaLora.B, AdaLora.E)) {
            call.tensor(tensor(layer + tensor + AdaLora.IMPORTANCE))
                    .tensor(tensor(layer + tensor + AdaLora.UNCERTAINTY));
        }
        return Maps.one(call, scope).toFloatArray();
    }

    private void mask(String layer, float[] kept, NDManager scope) {
        Tensors on = Tensors.on(scope.getDevice());
        NDArray mask = tensor(layer + AdaLora.E + AdaLora.MASK);
        on.overwrite(mask, Tensors.floats(scope, kept, kept.length, 1));
        NDArray values = tensor(layer + AdaLora.E);
        float[] masked = values.toFloatArray();
        for (int i = 0; i < masked.length; i++) {
            masked[i] = kept[i] == 0 ? 0 : masked[i];
        }
        on.overwrite(values, Tensors.floats(scope, masked, masked.length, 1));
    }

    private NDArray tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }
}
