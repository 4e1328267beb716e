package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * MultiLoRA (Wang et al. 2023): {@code W' = W + sum over k of diag(c_k) B_k A_k}, n LoRAs side by side with trained scales c_k
 * {@code [out]}. The scales start at zero, A and B uniform.
 *
 * @param n number of LoRAs, at least 1
 * @param r rank of each, at least 1
 * @param targets the linear layers it sits on
 */
public record MultiLora(int n, int r, TargetModules targets) implements SitewiseMethod {
    private static final String A = ".lora_A";
    private static final String B = ".lora_B";
    private static final String SCALES = ".lora_scaling";

    public MultiLora {
        Require.atLeast("n", n, 1);
        Require.atLeast("r", r, 1);
    }

    @Override
    public String name() {
        return "multilora";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(A, new long[] {n, r, site.in()});
        shapes.put(B, new long[] {n, site.out(), r});
        shapes.put(SCALES, new long[] {n, site.out()});
        return shapes;
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return tensor.equals(SCALES) ? Noise.constant(shape, 0) : Noise.uniform(key, shape);
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        return Maps.lowRank(
                Maps.call("multilora", scope)
                        .tensor(tensors.own(A))
                        .tensor(tensors.own(B))
                        .tensor(tensors.own(SCALES)),
                scope);
    }
}
