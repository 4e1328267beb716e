package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Bottleneck;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.adapter.Sublayer;
import dev.rlvr4j.core.adapter.VirtualTokens;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One adapter on top of another, as one. With the lower edit (P1, Q1, i1, o1, b1) and the upper (P2, Q2, i2, o2, b2) of a layer:
 * {@code P = [i2 P1 | P2]}, {@code Q = [Q1 o2; Q2]}, {@code s_in = i1 i2}, {@code s_out = o1 o2}, and the upper bias, else the lower.
 * Exact, and recorded by autograd where the thread records.
 */
public final class Composition {
    private final NDManager scope;

    private Composition(NDManager scope) {
        this.scope = scope;
    }

    /**
     * Composes two adapters.
     *
     * @param lower compiled for {@code base}
     * @param upper compiled for the {@link AdaptedBase} of base and lower, so that what it replaces has the lower in it
     */
    public static Compilation of(Base base, Compilation lower, Compilation upper, NDManager scope) {
        Map<String, Edit> upperEdits = new HashMap<>();
        // By name: the adapted base's layers may have a bias where the base's have none.
        upper.edits().forEach((site, edit) -> upperEdits.put(site.name(), edit));
        Map<String, NDArray> weights = new LinkedHashMap<>(lower.weights());
        weights.putAll(upper.weights());
        Map<Site, Edit> edits = new LinkedHashMap<>();
        Composition composition = new Composition(scope);
        for (Site site : base.sites()) {
            Edit below = lower.edits().get(site);
            Edit above = upperEdits.get(site.name());
            NDArray replacedBias = upper.weights().get(site.name() + ".bias");
            if (below != null && upper.weights().containsKey(site.name() + ".weight")) {
                below = below.bias() == null ? null : Edit.bias(below.bias());
            }
            if (below != null && below.bias() != null && replacedBias != null) {
                below = new Edit(below.p(), below.q(), below.inScale(), below.outScale(), replacedBias);
            }
            Edit both = below == null ? above : above == null ? below : composition.of(below, above);
            if (both != null) {
                edits.put(site, both);
            }
        }
        return new Compilation(edits, weights, bottlenecks(lower, upper), virtual(lower, upper));
    }

    private static Map<Sublayer, Bottleneck> bottlenecks(Compilation lower, Compilation upper) {
        Map<Sublayer, Bottleneck> both = new HashMap<>(lower.bottlenecks());
        upper.bottlenecks().forEach((sublayer, bottleneck) -> {
            if (both.put(sublayer, bottleneck) != null) {
                throw new InputException("both adapters have a bottleneck behind the same sublayer (" + sublayer
                        + "), and one cannot be put on top of the other");
            }
        });
        return both;
    }

    private static @Nullable VirtualTokens virtual(Compilation lower, Compilation upper) {
        if (lower.virtual() != null && upper.virtual() != null) {
            throw new InputException("both adapters have virtual tokens, and one cannot be put on top of the other");
        }
        return upper.virtual() != null ? upper.virtual() : lower.virtual();
    }

    private Edit of(Edit below, Edit above) {
        NDArray p = below.p();
        NDArray q = below.q();
        if (p != null && above.inScale() != null) {
            p = owned(p.mul(above.inScale().reshape(new Shape(-1, 1))));
        }
        if (q != null && above.outScale() != null) {
            q = owned(q.mul(above.outScale().reshape(new Shape(1, -1))));
        }
        return new Edit(
                joined(p, above.p(), 1),
                joined(q, above.q(), 0),
                product(below.inScale(), above.inScale()),
                product(below.outScale(), above.outScale()),
                above.bias() != null ? above.bias() : below.bias());
    }

    private @Nullable NDArray joined(@Nullable NDArray first, @Nullable NDArray second, int axis) {
        return first == null
                ? second
                : second == null ? first : owned(NDArrays.concat(new NDList(first, second), axis));
    }

    private @Nullable NDArray product(@Nullable NDArray first, @Nullable NDArray second) {
        return first == null ? second : second == null ? first : owned(first.mul(second));
    }

    private NDArray owned(NDArray array) {
        array.attach(scope);
        return array;
    }
}
