package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.torch.Tensors;
import java.util.List;
import java.util.Objects;

/**
 * ZipLoRA (Shah et al. 2023) for language models: {@code D1 diag(m1) + D2 diag(m2)} with a coefficient of each adapter for each
 * input. The paper trains them so that the sum does on either adapter's inputs what that adapter does, and that few inputs take
 * both: {@code |D1 (m1 - 1) + D2 m2|^2 + |D1 m1 + D2 (m2 - 1)|^2 + penalty |m1 m2|}. Here the inputs are not sampled: an adapter's
 * are taken to vary most where its columns are large. Then inputs do not mix, and each pair of coefficients is found exactly, see
 * {@link ZipCoefficients}.
 *
 * @param penalty of inputs that take both, against columns of mean size; at least 0
 */
record ZipLora(double penalty) implements SitewiseCombination {
    ZipLora {
        if (!(penalty >= 0 && Double.isFinite(penalty))) {
            throw new InputException("penalty must be at least 0, but is " + penalty);
        }
    }

    @Override
    public Compilation combine(Base base, List<Contribution> adapters, NDManager scope) {
        if (adapters.size() != 2) {
            throw new InputException("ziplora combines two adapters, but is given " + adapters.size());
        }
        return SitewiseCombination.super.combine(base, adapters, scope);
    }

    @Override
    public Edit combine(Site site, List<Part> parts, NDManager scope) {
        parts.forEach(part -> part.requireLowRank("ziplora"));
        if (parts.size() == 1) {
            return Cat.joined(parts, scope);
        }
        Edit one = Cat.joined(parts.subList(0, 1), scope);
        Edit two = Cat.joined(parts.subList(1, 2), scope);
        double[] products = Merging.one(
                        Merging.call("column_products", scope)
                                .tensor(p(one))
                                .tensor(q(one))
                                .tensor(p(two))
                                .tensor(q(two)),
                        scope)
                .toDoubleArray();
        int n = site.in();
        double mean = 0;
        for (int i = 0; i < 2 * n; i++) {
            mean += products[i] / (2 * n);
        }
        float[] m1 = new float[n];
        float[] m2 = new float[n];
        for (int i = 0; i < n; i++) {
            ZipCoefficients best =
                    ZipCoefficients.best(products[i], products[n + i], products[2 * n + i], penalty * mean);
            m1[i] = (float) best.first();
            m2[i] = (float) best.second();
        }
        return Cat.sideBySide(
                List.of(scaled(p(one), m1, scope), scaled(p(two), m2, scope)),
                List.of(q(one), q(two)),
                List.of(1.0, 1.0),
                scope);
    }

    private static NDArray scaled(NDArray p, float[] m, NDManager scope) {
        NDArray coefficients = Tensors.on(scope.getDevice()).parameter(scope, m, m.length);
        return Merging.one(Merging.call("row_scaled", scope).tensor(p).tensor(coefficients), scope);
    }

    private static NDArray p(Edit edit) {
        return Objects.requireNonNull(edit.p());
    }

    private static NDArray q(Edit edit) {
        return Objects.requireNonNull(edit.q());
    }
}
