package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * An AdaLoRA adapter without the triplets whose value is zero, which change nothing. A layer keeps one at least; an adapter
 * at its start, where all values are zero, or one that has lost none stays as it is.
 */
record AdaLoraCrop(AdaLora method, Map<String, NDArray> tensors) {
    static AdaLoraCrop of(AdaLora method, Base base, Map<String, NDArray> tensors, NDManager scope) {
        Map<String, List<Boolean>> pattern = new LinkedHashMap<>();
        boolean some = false;
        boolean all = true;
        List<Site> sites = method.targets().choose(base.sites());
        for (Site site : sites) {
            List<Boolean> kept = new ArrayList<>();
            for (float value : get(tensors, site, AdaLora.E).toFloatArray()) {
                kept.add(value != 0);
                some |= value != 0;
                all &= value != 0;
            }
            if (!kept.contains(true)) {
                kept.set(0, true);
            }
            pattern.put(site.name() + AdaLora.E, kept);
        }
        if (all || !some || !method.rankPattern().isEmpty()) {
            return new AdaLoraCrop(method, tensors);
        }
        Map<String, NDArray> cropped = new LinkedHashMap<>();
        for (Site site : sites) {
            List<Boolean> kept = Objects.requireNonNull(pattern.get(site.name() + AdaLora.E));
            NDArray index = index(kept, scope);
            put(cropped, tensors, site, AdaLora.A, 0, index, scope);
            put(cropped, tensors, site, AdaLora.B, 1, index, scope);
            put(cropped, tensors, site, AdaLora.E, 0, index, scope);
        }
        AdaLora left = new AdaLora(
                method.initR(),
                method.targetR(),
                method.alpha(),
                method.totalStep(),
                method.tinit(),
                method.tfinal(),
                method.deltaT(),
                method.beta1(),
                method.beta2(),
                method.orthRegWeight(),
                method.targets(),
                pattern);
        return new AdaLoraCrop(left, cropped);
    }

    private static NDArray get(Map<String, NDArray> tensors, Site site, String tensor) {
        return Objects.requireNonNull(tensors.get(site.name() + tensor));
    }

    private static NDArray index(List<Boolean> kept, NDManager scope) {
        long[] index = java.util.stream.IntStream.range(0, kept.size())
                .filter(kept::get)
                .asLongStream()
                .toArray();
        return Tensors.longs(scope, index, index.length);
    }

    private static void put(
            Map<String, NDArray> cropped,
            Map<String, NDArray> tensors,
            Site site,
            String tensor,
            int axis,
            NDArray index,
            NDManager scope) {
        cropped.put(
                site.name() + tensor,
                Maps.one(
                        Maps.call("chosen", scope)
                                .tensor(get(tensors, site, tensor))
                                .tensor(index)
                                .integer(axis),
                        scope));
    }
}
