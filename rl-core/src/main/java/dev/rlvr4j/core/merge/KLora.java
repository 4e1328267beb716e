package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.torch.Gradients;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * K-LoRA's choice (Ouyang et al. 2025) for language models: each layer takes one of two adapters, the one whose K largest entries
 * add up to more, K being the product of the ranks. The sums are balanced by the mean ratio of all entries' sizes over the layers,
 * without layers beyond three times that mean. Its preference by time step of a diffusion has no counterpart, and is left out.
 */
record KLora() implements Combination {
    private static final double OUTLIER = 3;

    /** The sum of a change's largest entries, and of all. */
    private record Sizes(double largest, double all) {}

    @Override
    public Compilation combine(Base base, List<Contribution> adapters, NDManager scope) {
        if (adapters.size() != 2) {
            throw new InputException("klora chooses between two adapters, but is given " + adapters.size());
        }
        try (Gradients.Mode off = Gradients.recording(false)) {
            SitewiseCombination.requireLayersOnly(base, adapters);
            Map<Site, List<Part>> bySite = SitewiseCombination.parts(base, adapters);
            Map<Site, List<Sizes>> sizes = new LinkedHashMap<>();
            List<Double> ratios = new ArrayList<>();
            bySite.forEach((site, parts) -> {
                parts.forEach(part -> part.requireLowRank("klora"));
                if (parts.size() == 2) {
                    List<Sizes> both = sizes(site, parts, scope);
                    sizes.put(site, both);
                    ratios.add(both.get(0).all() / both.get(1).all());
                }
            });
            double balance = balance(ratios);
            Map<Site, Edit> edits = new LinkedHashMap<>();
            bySite.forEach((site, parts) -> {
                List<Sizes> both = sizes.get(site);
                boolean second = both != null
                        && both.get(0).largest() / balance <= both.get(1).largest();
                edits.put(site, Cat.joined(List.of(parts.get(second ? 1 : 0)), scope));
            });
            return new Compilation(edits, Map.of());
        }
    }

    private static List<Sizes> sizes(Site site, List<Part> parts, NDManager scope) {
        long ranks = 1;
        for (Part part : parts) {
            Edit edit = part.requireLowRank("klora");
            ranks *= Objects.requireNonNull(edit.p()).getShape().get(1);
        }
        long k = Math.min(ranks, (long) site.in() * site.out());
        List<Sizes> sizes = new ArrayList<>();
        for (Part part : parts) {
            try (NDManager temporary = scope.newSubManager()) {
                NDArray sums = Merging.one(
                        Merging.call("sizes", temporary)
                                .tensor(part.change(temporary))
                                .integer(k),
                        temporary);
                double[] values = sums.toDoubleArray();
                sizes.add(new Sizes(values[0], values[1]));
            }
        }
        return sizes;
    }

    /** The mean ratio of the first adapter's sizes to the second's, without outliers. */
    private static double balance(List<Double> ratios) {
        double mean = ratios.stream().mapToDouble(r -> r).average().orElse(1);
        return ratios.stream()
                .mapToDouble(r -> r)
                .filter(r -> r < OUTLIER * mean)
                .average()
                .orElse(1);
    }
}
