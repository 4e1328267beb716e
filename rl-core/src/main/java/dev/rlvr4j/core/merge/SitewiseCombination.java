package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.torch.Gradients;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A combination that treats each linear layer by itself, and changes nothing else. */
interface SitewiseCombination extends Combination {
    /**
     * The edit of one layer.
     *
     * @param parts of the adapters that change the layer, at least one
     */
    Edit combine(Site site, List<Part> parts, NDManager scope);

    @Override
    default Compilation combine(Base base, List<Contribution> adapters, NDManager scope) {
        Map<Site, Edit> edits = new LinkedHashMap<>();
        try (Gradients.Mode off = Gradients.recording(false)) {
            requireLayersOnly(base, adapters);
            parts(base, adapters).forEach((site, parts) -> {
                // A scope of its own: changes of whole weights are not kept for all layers at once.
                try (NDManager temporary = scope.newSubManager()) {
                    Edit edit = combine(site, parts, temporary);
                    NDArray p = edit.p();
                    NDArray q = edit.q();
                    if (p != null && q != null) {
                        p.attach(scope);
                        q.attach(scope);
                        edits.put(site, Edit.lowRank(p, q));
                    }
                }
            });
        }
        return new Compilation(edits, Map.of());
    }

    /** The layers that some adapter changes, in order, with what each of these does. */
    static Map<Site, List<Part>> parts(Base base, List<Contribution> adapters) {
        for (Contribution adapter : adapters) {
            if (!adapter.compilation().isMergeable()) {
                throw new InputException(
                        "the " + adapter.method().name() + " adapter " + adapter.name()
                                + " cannot be merged, since it has virtual tokens or bottlenecks; take it as it is, or stack it");
            }
        }
        Map<Site, List<Part>> bySite = new LinkedHashMap<>();
        for (Site site : base.sites()) {
            List<Part> parts = adapters.stream()
                    .map(adapter -> new Part(base, site, adapter))
                    .filter(Part::present)
                    .toList();
            if (!parts.isEmpty()) {
                bySite.put(site, parts);
            }
        }
        return bySite;
    }

    /** Refuses adapters that replace norms, embeddings or the head. */
    static void requireLayersOnly(Base base, List<Contribution> adapters) {
        for (Contribution adapter : adapters) {
            for (String name : adapter.compilation().weights().keySet()) {
                String module = name.substring(0, name.lastIndexOf('.'));
                if (base.sites().stream().noneMatch(site -> site.name().equals(module))) {
                    throw new InputException("the " + adapter.method().name() + " adapter " + adapter.name()
                            + " replaces " + name + ", which this method does not combine; take cat");
                }
            }
        }
    }
}
