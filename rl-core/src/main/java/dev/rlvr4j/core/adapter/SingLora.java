package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.torch.Tensors;
import java.util.List;
import java.util.Map;

/**
 * SingLoRA (Bensaid et al. 2025): {@code W' = W + s u A A'} with one trained matrix A {@code [max(in, out), r]}, of which the
 * shorter side takes the first rows; s = alpha / r. The ramp u goes from 0 to 1 over the first steps, which keeps the start at
 * the base though A starts uniform.
 *
 * @param r rank, at least 1
 * @param alpha numerator of the scale
 * @param rampSteps optimizer steps until u is 1, at least 1. The first step, at u = 0, has no gradient
 * @param targets the linear layers it sits on
 */
public record SingLora(int r, double alpha, int rampSteps, TargetModules targets) implements SitewiseMethod {
    private static final String A = ".lora_A.weight";
    private static final String RAMP = "ramp";

    public SingLora {
        Require.atLeast("r", r, 1);
        Require.finite("alpha", alpha);
        Require.atLeast("ramp_steps", rampSteps, 1);
    }

    @Override
    public String name() {
        return "singlora";
    }

    @Override
    public Map<String, long[]> sharedShapes(List<Site> sites) {
        return Map.of(RAMP, new long[] {1});
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        return Map.of(A, new long[] {Math.max(site.in(), site.out()), r});
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return tensor.equals(A) ? Noise.uniform(key, shape) : Noise.constant(shape, 0);
    }

    @Override
    public boolean trains(String tensor) {
        return !tensor.equals(RAMP);
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        return Maps.lowRank(
                Maps.call("singlora", scope)
                        .tensor(tensors.own(A))
                        .tensor(tensors.shared(RAMP))
                        .integer(tensors.site().in())
                        .integer(tensors.site().out())
                        .number(alpha / r),
                scope);
    }

    @Override
    public void afterStep(long step, Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {
        float ramp = (float) Math.min(1, (double) step / rampSteps);
        Tensors.on(scope.getDevice())
                .overwrite(
                        java.util.Objects.requireNonNull(tensors.get(RAMP)),
                        Tensors.floats(scope, new float[] {ramp}, 1));
    }
}
