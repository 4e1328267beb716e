package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gradients of policies against finite differences of the loss. */
final class FiniteDifferences {
    private FiniteDifferences() {}

    /** A policy somewhere away from its start. */
    static TransformerPolicy moved(BaseModel base, AdapterMethod method) {
        return moved(base, method, false);
    }

    static TransformerPolicy moved(BaseModel base, AdapterMethod method, boolean checkpointLayers) {
        TransformerPolicy policy = new TransformerPolicy(base, method, "a", 1, checkpointLayers);
        policy.parameters().forEach((name, array) -> {
            if (method.trains(name)) {
                float[] values = array.toFloatArray();
                float[] noise = TinyModels.noise(CounterRandom.key(5, name), values.length, 0.05);
                for (int i = 0; i < values.length; i++) {
                    values[i] += noise[i];
                }
                set(array, values);
            }
        });
        // As after some steps: ramps and the like have moved too.
        try (NDManager scope = base.newScope()) {
            method.afterStep(700, policy.parameters(), Map.of(), scope);
        }
        return policy;
    }

    private static void set(NDArray array, float[] values) {
        try (NDManager scope = array.getManager().newSubManager()) {
            Tensors.on(array.getDevice())
                    .overwrite(
                            array,
                            Tensors.floats(scope, values, array.getShape().getShape()));
        }
    }

    /** The gradient along one direction in which every trained tensor takes part. */
    static void check(TransformerPolicy policy, int vocabulary) {
        List<SequenceGroup> groups = TinyModels.groups(3, vocabulary);
        float[] gl = TinyModels.noise(1, TinyModels.size(groups), 1);
        try (Policy.Forward forward = policy.forward(groups, 1)) {
            forward.backward(gl, null);
        }
        Map<String, float[]> gradients = policy.gradients();
        policy.discardGradients();
        double slope = 0;
        double norm = 0;
        Map<String, float[]> directions = new LinkedHashMap<>();
        for (Map.Entry<String, float[]> entry : gradients.entrySet()) {
            float[] gradient = entry.getValue();
            // Along the gradient and off it: one number that every tensor takes part in.
            float[] direction = TinyModels.noise(CounterRandom.key(8, entry.getKey()), gradient.length, 1);
            double own = Math.sqrt(dot(gradient, gradient));
            for (int i = 0; i < direction.length; i++) {
                direction[i] =
                        (float) (gradient[i] / Math.max(own, 1e-12) + 0.3 * direction[i] / Math.sqrt(direction.length));
            }
            directions.put(entry.getKey(), direction);
            slope += dot(gradient, direction);
            norm += own;
        }
        assertThat(norm).as("a gradient that is not zero").isGreaterThan(1e-4);
        // Central differences at h and h / 2, less their common error of third order.
        double h = 2e-3;
        double wide = slopeAt(policy, directions, h, groups, gl);
        double narrow = slopeAt(policy, directions, h / 2, groups, gl);
        assertThat(slope).isCloseTo((4 * narrow - wide) / 3, within(0.02 * norm + 1e-3));
    }

    /**
     * The gradient of a method's map, moved as {@link #moved} does: where it takes a part of the map for a constant, that of the
     * map with that part held.
     */
    static void check(BaseModel base, AdapterMethod method, TransformerPolicy policy, NDManager scope) {
        int vocabulary = base.config().vocabularySize();
        if (method.exactGradient()) {
            check(policy, vocabulary);
            return;
        }
        AdapterMethod held = HeldConstants.of(base, method, policy.parameters(), scope);
        try (TransformerPolicy constant = moved(base, held)) {
            assertSameGradients(policy, constant, vocabulary);
            check(constant, vocabulary);
        }
    }

    /** Two policies whose tensors are equal have the same gradients. */
    static void assertSameGradients(TransformerPolicy actual, TransformerPolicy expected, int vocabulary) {
        List<SequenceGroup> groups = TinyModels.groups(3, vocabulary);
        float[] gl = TinyModels.noise(1, TinyModels.size(groups), 1);
        for (TransformerPolicy each : List.of(actual, expected)) {
            try (Policy.Forward forward = each.forward(groups, 1)) {
                forward.backward(gl, null);
            }
        }
        Map<String, float[]> others = expected.gradients();
        actual.gradients().forEach((name, gradient) -> {
            float[] other = java.util.Objects.requireNonNull(others.get(name));
            for (int i = 0; i < gradient.length; i++) {
                assertThat(gradient[i]).as("%s %d", name, i).isCloseTo(other[i], within(1e-3f));
            }
        });
        actual.discardGradients();
        expected.discardGradients();
    }

    private static double slopeAt(
            TransformerPolicy policy,
            Map<String, float[]> directions,
            double h,
            List<SequenceGroup> groups,
            float[] gl) {
        double up = lossAt(policy, directions, h, groups, gl);
        double down = lossAt(policy, directions, -2 * h, groups, gl);
        move(policy, directions, h);
        return (up - down) / (2 * h);
    }

    private static double lossAt(
            TransformerPolicy policy,
            Map<String, float[]> directions,
            double by,
            List<SequenceGroup> groups,
            float[] gl) {
        move(policy, directions, by);
        policy.discardGradients();
        return dot(policy.score(groups, 1).logProbs(), gl);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static void move(TransformerPolicy policy, Map<String, float[]> directions, double by) {
        directions.forEach((name, direction) -> {
            NDArray array = java.util.Objects.requireNonNull(policy.parameters().get(name));
            float[] values = array.toFloatArray();
            for (int i = 0; i < values.length; i++) {
                values[i] += (float) (by * direction[i]);
            }
            set(array, values);
        });
    }
}
