package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.torch.Gradients;

/**
 * How much an adapter changes the weight of a linear layer.
 *
 * @param change Frobenius norm of the change
 * @param weight Frobenius norm of the base's weight
 */
public record ChangeNorms(double change, double weight) {
    /** Measures one layer. A low-rank change is measured by its factors. */
    public static ChangeNorms of(Base base, Compilation adapter, Site site) {
        try (NDManager scope = base.newScope();
                Gradients.Mode off = Gradients.recording(false)) {
            AdaptedBase adapted = new AdaptedBase(base, adapter);
            String name = site.name() + ".weight";
            NDArray weight = base.weight(name, scope);
            Edit edit = adapter.edits().get(site);
            NDArray p = edit == null ? null : edit.p();
            NDArray q = edit == null ? null : edit.q();
            boolean scaled = edit != null && (edit.inScale() != null || edit.outScale() != null);
            NDArray norm = p != null
                            && q != null
                            && !scaled
                            && !adapter.weights().containsKey(name)
                    ? Merging.one(Merging.call("product_norm", scope).tensor(p).tensor(q), scope)
                    : norm(Merging.difference(adapted.weight(name, scope), weight, scope), scope);
            return new ChangeNorms(norm.getDouble(), norm(weight, scope).getDouble());
        }
    }

    private static NDArray norm(NDArray matrix, NDManager scope) {
        return Merging.one(Merging.call("norm", scope).tensor(matrix), scope);
    }

    /** The change's norm over the weight's; 0 where nothing changes. */
    public double relative() {
        return change == 0 ? 0 : change / weight;
    }
}
