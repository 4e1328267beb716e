package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Tensors;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method that treats each linear layer by itself, with tensors named after it, and perhaps some that all layers share. What
 * remains for a method to say is the tensors of one layer, how they start and the edit that they make.
 */
public interface SitewiseMethod extends AdapterMethod {
    /** The layers it sits on. */
    TargetModules targets();

    /** Shapes of one layer's tensors by what follows the layer's name, e.g. {@code .lora_A.weight}. */
    Map<String, long[]> shapes(Site site);

    /** Shapes of the tensors that all its layers share, by name. */
    default Map<String, long[]> sharedShapes(List<Site> sites) {
        return Map.of();
    }

    /**
     * The values that a tensor starts with.
     *
     * @param tensor what follows the layer's name, or a shared tensor's name
     * @param key of its noise
     */
    default float[] start(String tensor, long[] shape, long key) {
        return new float[Noise.size(shape)];
    }

    /** Tensors of a layer that start from its weight instead of from {@link #start}, by what follows the layer's name. */
    default Map<String, NDArray> startFromWeight(Base base, Site site, NDManager scope) {
        return Map.of();
    }

    /** The edit of one layer; null leaves it as it is. */
    default @Nullable Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        return null;
    }

    /** What one layer's weight becomes, {@code [out, in]}; null leaves it as it is. */
    default @Nullable NDArray weight(Base base, SiteTensors tensors, NDManager scope) {
        return null;
    }

    @Override
    default Map<String, long[]> shapes(Base base) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        List<Site> sites = targets().choose(base.sites());
        shapes.putAll(sharedShapes(sites));
        for (Site site : sites) {
            shapes(site).forEach((suffix, shape) -> shapes.put(site.name() + suffix, shape));
        }
        return shapes;
    }

    @Override
    default Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        Tensors on = Tensors.on(scope.getDevice());
        Map<String, NDArray> result = new LinkedHashMap<>();
        List<Site> sites = targets().choose(base.sites());
        sharedShapes(sites)
                .forEach((name, shape) -> result.put(
                        name, on.parameter(scope, start(name, shape, CounterRandom.key(seed, name)), shape)));
        for (Site site : sites) {
            Map<String, NDArray> given = startFromWeight(base, site, scope);
            shapes(site).forEach((suffix, shape) -> {
                NDArray own = given.get(suffix);
                String name = site.name() + suffix;
                result.put(
                        name,
                        own != null
                                ? own
                                : on.parameter(scope, start(suffix, shape, CounterRandom.key(seed, name)), shape));
            });
        }
        return result;
    }

    @Override
    default Compilation compile(Base base, Map<String, NDArray> all, NDManager scope) {
        Map<Site, Edit> edits = new HashMap<>();
        Map<String, NDArray> weights = new HashMap<>();
        for (Site site : targets().choose(base.sites())) {
            SiteTensors tensors = new SiteTensors(site, all);
            Edit edit = edit(base, tensors, scope);
            if (edit != null) {
                edits.put(site, edit);
            }
            NDArray weight = weight(base, tensors, scope);
            if (weight != null) {
                weights.put(site.name() + ".weight", weight);
            }
        }
        return new Compilation(edits, weights);
    }

    /** Runs a map over a layer's frozen weight without recording. */
    static ai.djl.ndarray.NDList ofWeight(
            Base base, Site site, NDManager scope, java.util.function.Function<NDArray, ai.djl.ndarray.NDList> map) {
        try (NDManager temporary = scope.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            return map.apply(base.weight(site.name() + ".weight", temporary));
        }
    }
}
