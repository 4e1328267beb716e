package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/**
 * Some of the singular triplets of a frozen weight, as factors {@code A = S^right V'} and {@code B = U S^left}.
 *
 * @param r how many
 * @param last whether the last ones, else the first
 */
record SingularPart(int r, boolean last, double left, double right) {
    static SingularPart first(int r, double left, double right) {
        return new SingularPart(r, false, left, right);
    }

    /** Both by their names. */
    Map<String, NDArray> of(Base base, Site site, String a, String b, NDManager scope) {
        int start = last ? Math.min(site.in(), site.out()) - r : 0;
        NDList parts = SitewiseMethod.ofWeight(
                base,
                site,
                scope,
                w -> Maps.call("svd", scope)
                        .tensor(w)
                        .integer(start)
                        .integer(r)
                        .number(left)
                        .number(right)
                        .run(scope));
        return Map.of(a, parts.get(0), b, parts.get(1));
    }
}
