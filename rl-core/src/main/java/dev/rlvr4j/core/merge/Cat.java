package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.torch.Gradients;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The weighted sum of the adapters' changes, exactly. Where all of them are low-rank edits of a layer, their P and Q stand side by
 * side, and the rank is the sum of the ranks; elsewhere the layer's weight is replaced.
 */
record Cat() implements Combination {
    @Override
    public Compilation combine(Base base, List<Contribution> adapters, NDManager scope) {
        Map<Site, Edit> edits = new LinkedHashMap<>();
        Map<String, NDArray> weights = new LinkedHashMap<>();
        try (Gradients.Mode off = Gradients.recording(false)) {
            SitewiseCombination.parts(base, adapters).forEach((site, parts) -> {
                NDArray bias = bias(base, site, parts, scope);
                boolean lowRank = parts.stream().allMatch(part -> plain(part.edit()));
                List<Part> factored =
                        parts.stream().filter(part -> hasProduct(part.edit())).toList();
                if (lowRank) {
                    Edit joined = factored.isEmpty() ? null : joined(factored, scope);
                    edits.put(
                            site,
                            new Edit(
                                    joined == null ? null : joined.p(),
                                    joined == null ? null : joined.q(),
                                    null,
                                    null,
                                    bias));
                } else {
                    String name = site.name() + ".weight";
                    List<NDArray> changes =
                            parts.stream().map(part -> part.change(scope)).toList();
                    List<Double> by = parts.stream().map(Part::weight).toList();
                    weights.put(name, changed(base.weight(name, scope), changes, by, scope));
                    if (bias != null) {
                        edits.put(site, Edit.bias(bias));
                    }
                }
            });
            weights.putAll(others(base, adapters, scope));
        }
        return new Compilation(edits, weights);
    }

    private static boolean plain(@Nullable Edit edit) {
        return edit != null && edit.inScale() == null && edit.outScale() == null;
    }

    private static boolean hasProduct(@Nullable Edit edit) {
        return edit != null && edit.p() != null;
    }

    /** The edit whose P and Q are those of all, each P times its adapter's weight. */
    static Edit joined(List<Part> parts, NDManager scope) {
        List<NDArray> p = new ArrayList<>();
        List<NDArray> q = new ArrayList<>();
        for (Part part : parts) {
            Edit edit = Objects.requireNonNull(part.edit());
            p.add(Objects.requireNonNull(edit.p()));
            q.add(Objects.requireNonNull(edit.q()));
        }
        return sideBySide(p, q, parts.stream().map(Part::weight).toList(), scope);
    }

    /** The edit that is the sum of several. */
    static Edit sideBySide(List<NDArray> p, List<NDArray> q, List<Double> weights, NDManager scope) {
        NDList joined = Merging.call("joined", scope)
                .tensors(p)
                .tensors(q)
                .tensor(Merging.weights(weights, scope))
                .run(scope);
        return Edit.lowRank(joined.get(0), joined.get(1));
    }

    private static @Nullable NDArray bias(Base base, Site site, List<Part> parts, NDManager scope) {
        List<NDArray> changes = new ArrayList<>();
        List<Double> by = new ArrayList<>();
        for (Part part : parts) {
            NDArray change = part.biasChange(scope);
            if (change != null) {
                changes.add(change);
                by.add(part.weight());
            }
        }
        if (changes.isEmpty()) {
            return null;
        }
        return site.bias()
                ? changed(base.weight(site.name() + ".bias", scope), changes, by, scope)
                : Merging.sum(changes, by, scope);
    }

    /** Norms, embeddings and the head. */
    private static Map<String, NDArray> others(Base base, List<Contribution> adapters, NDManager scope) {
        Set<String> names = new LinkedHashSet<>();
        adapters.forEach(adapter -> names.addAll(adapter.compilation().weights().keySet()));
        base.sites().forEach(site -> {
            names.remove(site.name() + ".weight");
            names.remove(site.name() + ".bias");
        });
        Map<String, NDArray> replaced = new LinkedHashMap<>();
        for (String name : names) {
            NDArray own = base.weight(name, scope);
            List<NDArray> changes = new ArrayList<>();
            List<Double> by = new ArrayList<>();
            for (Contribution adapter : adapters) {
                NDArray other = adapter.compilation().weights().get(name);
                if (other != null) {
                    changes.add(Merging.difference(other, own, scope));
                    by.add(adapter.weight());
                }
            }
            replaced.put(name, changed(own, changes, by, scope));
        }
        return replaced;
    }

    private static NDArray changed(NDArray own, List<NDArray> changes, List<Double> by, NDManager scope) {
        List<NDArray> all = new ArrayList<>(changes);
        List<Double> weights = new ArrayList<>(by);
        all.add(0, own);
        weights.add(0, 1.0);
        return Merging.sum(all, weights, scope);
    }
}
