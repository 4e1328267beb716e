package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * LoRA-XS (Balazy et al. 2024): {@code W' = W + s B R A} with frozen {@code A = S V'} and {@code B = U} from the weight's first
 * r singular triplets and a trained R {@code [r, r]}, s = alpha / r. R starts at zero (the paper's noise of 1e-5 is not needed:
 * its gradient does not vanish there).
 *
 * @param r rank, at least 1
 * @param alpha numerator of the scale
 * @param targets the linear layers it sits on
 */
public record LoraXs(int r, double alpha, TargetModules targets) implements SitewiseMethod {
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String R = ".lora_latent.weight";

    public LoraXs {
        Require.atLeast("r", r, 1);
        Require.finite("alpha", alpha);
    }

    @Override
    public String name() {
        return "lora-xs";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        Require.rankFits(r, site);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(A, new long[] {r, site.in()});
        shapes.put(B, new long[] {site.out(), r});
        shapes.put(R, new long[] {r, r});
        return shapes;
    }

    @Override
    public Map<String, NDArray> startFromWeight(Base base, Site site, NDManager scope) {
        return SingularPart.first(r, 0, 1).of(base, site, A, B, scope);
    }

    @Override
    public boolean trains(String tensor) {
        return tensor.endsWith(R);
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        return Maps.lowRank(
                Maps.call("core", scope)
                        .tensor(tensors.own(A))
                        .tensor(tensors.own(B))
                        .tensor(tensors.own(R))
                        .number(alpha / r),
                scope);
    }
}
