package dev.rlvr4j.rollout.sampler;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.torch.Tensors;
import java.util.Map;

/** Policies somewhere away from their start. */
final class Moved {
    private Moved() {}

    /** A policy of any method, with noise on all that it trains. */
    static TransformerPolicy policy(BaseModel base, AdapterMethod method, String name, long seed) {
        TransformerPolicy policy = new TransformerPolicy(base, method, name, seed, false);
        policy.parameters().forEach((tensor, array) -> {
            if (method.trains(tensor)) {
                float[] values = array.toFloatArray();
                long key = CounterRandom.key(seed, tensor);
                for (int i = 0; i < values.length; i++) {
                    values[i] += (float) (0.1 * CounterRandom.uniform(key, i) - 0.05);
                }
                overwrite(array, values);
            }
        });
        // As after some steps: ramps and the like have moved too.
        try (NDManager scope = base.newScope()) {
            method.afterStep(700, policy.parameters(), Map.of(), scope);
        }
        return policy;
    }

    private static void overwrite(NDArray array, float[] values) {
        try (NDManager scope = array.getManager().newSubManager()) {
            Tensors.on(array.getDevice())
                    .overwrite(
                            array,
                            Tensors.floats(scope, values, array.getShape().getShape()));
        }
    }
}
