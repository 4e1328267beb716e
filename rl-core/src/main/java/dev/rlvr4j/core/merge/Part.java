package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.adapter.MergedWeights;
import dev.rlvr4j.core.adapter.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What one adapter does to one linear layer. */
record Part(Base base, Site site, Contribution of) {
    /**
     * A change as {@code scale * B A}.
     *
     * @param a {@code [r, in]}
     * @param b {@code [out, r]}
     */
    record Factors(NDArray a, NDArray b, double scale) {}

    /** Whether the adapter changes the layer at all. */
    boolean present() {
        Compilation compilation = of.compilation();
        return compilation.edits().containsKey(site) || replaces(".weight") || replaces(".bias");
    }

    double weight() {
        return of.weight();
    }

    private boolean replaces(String suffix) {
        return of.compilation().weights().containsKey(site.name() + suffix);
    }

    /** The adapter's edit of the layer where it is nothing else; null where there is none or it sits on a replaced weight. */
    @Nullable
    Edit edit() {
        return replaces(".weight") || replaces(".bias")
                ? null
                : of.compilation().edits().get(site);
    }

    /** The edit where it is a plain LoRA, else null. */
    @Nullable
    Edit lowRank() {
        Edit edit = edit();
        return edit != null && edit.isLowRank() ? edit : null;
    }

    /** The edit, which must be a plain LoRA for a combination. */
    Edit requireLowRank(String combination) {
        Edit edit = lowRank();
        if (edit == null) {
            throw new InputException("the " + of.method().name() + " adapter " + of.name() + " is no plain LoRA at "
                    + site.name() + ", which " + combination + " takes; svd makes one of it");
        }
        return edit;
    }

    /** The change as two factors: those the adapter was trained in where it is a LoRA, else P and Q with scale 1. */
    Factors factors(NDManager scope) {
        Edit edit = lowRank();
        if (edit == null) {
            throw new InputException("the " + of.method().name() + " adapter " + of.name() + " changes " + site.name()
                    + " by more than a product of two factors, which this method combines; take cat, or one that ends in"
                    + " svd");
        }
        if (of.method() instanceof Lora lora) {
            return new Factors(tensor(Lora.a(site)), tensor(Lora.b(site)), lora.scale(site));
        }
        NDArray p = Objects.requireNonNull(edit.p());
        NDArray q = Objects.requireNonNull(edit.q());
        return new Factors(Merging.transposed(p, scope), Merging.transposed(q, scope), 1);
    }

    private NDArray tensor(String name) {
        return Objects.requireNonNull(of.tensors().get(name), name);
    }

    /** The change of the weight, {@code [out, in]}. */
    NDArray change(NDManager scope) {
        Edit edit = lowRank();
        if (edit != null) {
            return Merging.product(Objects.requireNonNull(edit.p()), Objects.requireNonNull(edit.q()), scope);
        }
        String name = site.name() + ".weight";
        NDArray merged = merged(scope).get(name);
        NDArray weight = base.weight(name, scope);
        return merged == null ? Merging.difference(weight, weight, scope) : Merging.difference(merged, weight, scope);
    }

    /** The change of the bias, {@code [out]}, or null. A layer without bias has one of zeros here. */
    @Nullable
    NDArray biasChange(NDManager scope) {
        String name = site.name() + ".bias";
        NDArray bias = bias();
        if (bias == null) {
            return null;
        }
        return site.bias() ? Merging.difference(bias, base.weight(name, scope), scope) : bias;
    }

    private @Nullable NDArray bias() {
        Edit edit = of.compilation().edits().get(site);
        return edit != null && edit.bias() != null
                ? edit.bias()
                : of.compilation().weights().get(site.name() + ".bias");
    }

    /** The layer's tensors with the adapter merged in. */
    private Map<String, NDArray> merged(NDManager scope) {
        Edit edit = of.compilation().edits().get(site);
        Map<String, NDArray> weights = new HashMap<>(of.compilation().weights());
        weights.keySet().retainAll(List.of(site.name() + ".weight", site.name() + ".bias"));
        return MergedWeights.of(base, new Compilation(edit == null ? Map.of() : Map.of(site, edit), weights), scope);
    }

    /** Refuses an adapter that changes the bias, for results that have no place for one. */
    void requireNoBias() {
        if (bias() != null) {
            throw new InputException("the " + of.method().name() + " adapter " + of.name() + " changes the bias of "
                    + site.name() + ", which this method does not combine; take cat");
        }
    }
}
