package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Dora;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.adapter.VbLora;
import dev.rlvr4j.core.torch.Tensors;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Maps of methods whose gradient takes a part of the map for a constant, with that part held at what it is for given tensors:
 * the gradient is exact for these.
 */
final class HeldConstants {
    private HeldConstants() {}

    /** A method with its constants held; an error where nobody has said which those are. */
    static AdapterMethod of(BaseModel base, AdapterMethod method, Map<String, NDArray> tensors, NDManager scope) {
        if (method instanceof Dora dora) {
            return norms(base, dora, tensors, scope);
        }
        if (method instanceof VbLora vblora) {
            return choices(vblora, tensors, scope);
        }
        throw new AssertionError(method.name() + " has an inexact gradient: say here what it holds constant");
    }

    /** DoRA with given norms. */
    private static AdapterMethod norms(BaseModel base, Dora dora, Map<String, NDArray> tensors, NDManager scope) {
        Map<Site, NDArray> norms = new HashMap<>();
        dora.compile(base, tensors, scope).edits().forEach((site, edit) -> {
            NDArray length = Objects.requireNonNull(tensors.get(site.name() + ".lora_magnitude_vector"));
            norms.put(site, length.div(Objects.requireNonNull(edit.outScale())).stopGradient());
        });
        return new Held(dora, (model, held, manager) -> {
            Map<Site, Edit> edits = new HashMap<>();
            norms.forEach((site, norm) -> {
                NDArray a = Objects.requireNonNull(held.get(site.name() + ".lora_A.weight"));
                NDArray b = Objects.requireNonNull(held.get(site.name() + ".lora_B.weight"));
                NDArray m = Objects.requireNonNull(held.get(site.name() + ".lora_magnitude_vector"));
                NDArray ratio = m.div(norm);
                NDArray q = b.mul(ratio.reshape(new Shape(-1, 1))).transpose();
                NDArray scaled = Tensors.on(manager.getDevice()).scaled(manager, q, dora.alpha() / dora.r());
                edits.put(site, new Edit(a.transpose(), scaled, null, ratio, null));
            });
            return new Compilation(edits, Map.of());
        });
    }

    /** VB-LoRA whose mixtures take given vectors: the logits of all others are far below. */
    private static AdapterMethod choices(VbLora vblora, Map<String, NDArray> tensors, NDManager scope) {
        Map<String, NDArray> others = new HashMap<>();
        tensors.forEach((name, logits) -> {
            if (name.contains("logits")) {
                float[] below = lessThanTop(logits.toFloatArray(), vblora.numVectors(), vblora.topk());
                others.put(name, Tensors.floats(scope, below, logits.getShape().getShape()));
            }
        });
        return new Held(vblora, (model, held, manager) -> {
            Map<String, NDArray> chosen = new LinkedHashMap<>(held);
            others.forEach((name, below) ->
                    chosen.put(name, Objects.requireNonNull(held.get(name)).add(below)));
            return vblora.compile(model, chosen, manager);
        });
    }

    /** Zero for the k largest of each run of n, far below it for the others. */
    private static float[] lessThanTop(float[] logits, int n, int k) {
        float[] below = new float[logits.length];
        for (int from = 0; from < logits.length; from += n) {
            IntStream.range(from, from + n)
                    .boxed()
                    .sorted((i, j) -> Float.compare(logits[j], logits[i]))
                    .skip(k)
                    .forEach(i -> below[i] = -1e6f);
        }
        return below;
    }

    private interface HeldMap {
        Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope);
    }

    private record Held(AdapterMethod method, HeldMap map) implements AdapterMethod {
        @Override
        public String name() {
            return method.name() + " with its constants held";
        }

        @Override
        public Map<String, long[]> shapes(Base base) {
            return method.shapes(base);
        }

        @Override
        public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
            return method.initialise(base, seed, scope);
        }

        @Override
        public boolean trains(String tensor) {
            return method.trains(tensor);
        }

        @Override
        public Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope) {
            return map.compile(base, tensors, scope);
        }
    }
}
