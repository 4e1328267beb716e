package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.quant.Quantisation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The modules that PEFT's {@code modules_to_save} means: those whose path ends with one of its names, so {@code norm} means
 * {@code input_layernorm} too, with all that is inside them.
 *
 * @param shapes of their tensors, by the base's names
 * @param others the base as it is without them
 */
record SavedModules(Map<String, long[]> shapes, Base others) {
    /** InputException where a name means nothing. */
    static SavedModules choose(Base base, List<String> names) {
        Map<String, long[]> all = new LinkedHashMap<>(base.weightShapes());
        String head = VocabularyModules.HEAD + ".weight";
        if (!all.containsKey(head)) { // tied, but the head can be trained by itself
            all.put(head, Objects.requireNonNull(all.get(VocabularyModules.EMBEDDING + ".weight")));
        }
        for (String name : names) {
            if (all.keySet().stream().noneMatch(tensor -> isInside(tensor, name))) {
                throw new InputException(
                        "'" + name + "' in modules_to_save names no module of this model; its modules are"
                                + " embed_tokens, norm, lm_head and in each layer input_layernorm, self_attn,"
                                + " post_attention_layernorm and mlp with their parts");
            }
        }
        Map<String, long[]> rest = new LinkedHashMap<>(base.weightShapes());
        all.keySet().removeIf(tensor -> names.stream().noneMatch(name -> isInside(tensor, name)));
        rest.keySet().removeAll(all.keySet());
        List<Site> sites = base.sites().stream()
                .filter(site -> !all.containsKey(site.name() + ".weight"))
                .toList();
        return new SavedModules(all, new Rest(base, sites, rest));
    }

    /** Whether a tensor belongs to a module whose path ends with a name, or to one inside it. */
    private static boolean isInside(String tensor, String name) {
        for (int dot = tensor.indexOf('.'); dot >= 0; dot = tensor.indexOf('.', dot + 1)) {
            if (tensor.substring(0, dot).endsWith(name)) {
                return true;
            }
        }
        return false;
    }

    /** A base that shows some of its layers only. */
    private record Rest(Base base, List<Site> sites, Map<String, long[]> weightShapes) implements Base {
        @Override
        public NDManager newScope() {
            return base.newScope();
        }

        @Override
        public ModelConfig config() {
            return base.config();
        }

        @Override
        public String path() {
            return base.path();
        }

        @Override
        public Quantisation quantisation() {
            return base.quantisation();
        }

        @Override
        public NDArray weight(String name, NDManager scope) {
            return base.weight(name, scope);
        }

        @Override
        public NDArray original(String name, NDManager scope) {
            return base.original(name, scope);
        }

        @Override
        public NDArray apply(Site site, NDArray x, NDManager scope) {
            return base.apply(site, x, scope);
        }

        @Override
        public List<NDArray> keysAndValues(int[] ids, NDManager scope) {
            return base.keysAndValues(ids, scope);
        }
    }
}
