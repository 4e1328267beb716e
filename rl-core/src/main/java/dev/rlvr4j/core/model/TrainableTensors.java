package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.OutTensor;
import dev.rlvr4j.core.checkpoint.Safetensors;
import dev.rlvr4j.core.checkpoint.SafetensorsWriter;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The float32 tensors of an adapter, the trained ones with AdamW's moments and step count. */
final class TrainableTensors {
    private static final String STATE = "trainable.safetensors";
    private static final String STEPS = "steps";

    private final NDManager manager;
    private final Tensors tensors;
    private final Map<String, NDArray> all;
    private final Map<String, NDArray> parameters;
    private final List<NDArray> values;
    private final List<NDArray> firstMoments = new ArrayList<>();
    private final List<NDArray> secondMoments = new ArrayList<>();
    private final List<NDArray> stepCounts = new ArrayList<>();
    private long steps;

    /**
     * Takes the tensors over.
     *
     * @param trained which of them are trained; the others are only kept
     */
    TrainableTensors(Map<String, NDArray> initial, Predicate<String> trained, NDManager manager) {
        this.manager = manager;
        this.all = Collections.unmodifiableMap(new LinkedHashMap<>(initial));
        this.tensors = Tensors.on(manager.getDevice());
        Map<String, NDArray> chosen = new LinkedHashMap<>(initial);
        chosen.keySet().removeIf(trained.negate());
        this.parameters = Collections.unmodifiableMap(chosen);
        this.values = List.copyOf(parameters.values());
        if (values.isEmpty()) {
            throw new RlvrException("the adapter has nothing to train");
        }
        for (NDArray value : values) {
            firstMoments.add(manager.zeros(value.getShape()));
            secondMoments.add(manager.zeros(value.getShape()));
            stepCounts.add(manager.zeros(new Shape()));
            value.setRequiresGradient(true);
        }
    }

    /** The trained tensors. */
    Map<String, NDArray> parameters() {
        return parameters;
    }

    /** All tensors, trained and frozen. */
    Map<String, NDArray> all() {
        return all;
    }

    /** The trained tensors' gradients, for those that have one; they share its memory. */
    Map<String, NDArray> gradients(NDManager scope) {
        Map<String, NDArray> present = new LinkedHashMap<>();
        parameters.forEach((name, value) -> {
            NDArray gradient = Gradients.of(value, scope);
            if (gradient != null) {
                present.put(name, gradient);
            }
        });
        return present;
    }

    /** Number of optimizer steps taken. */
    long steps() {
        return steps;
    }

    double gradientNorm() {
        try (NDManager scope = manager.newSubManager()) {
            List<NDArray> present = new ArrayList<>();
            for (NDArray value : values) {
                NDArray gradient = Gradients.of(value, scope);
                if (gradient != null) {
                    present.add(gradient);
                }
            }
            return present.isEmpty() ? 0 : tensors.norm(present);
        }
    }

    Map<String, float[]> gradients() {
        Map<String, float[]> result = new LinkedHashMap<>();
        try (NDManager scope = manager.newSubManager()) {
            parameters.forEach((name, value) -> {
                @Nullable NDArray gradient = Gradients.of(value, scope);
                result.put(name, gradient == null ? new float[Math.toIntExact(value.size())] : gradient.toFloatArray());
            });
        }
        return result;
    }

    /** One AdamW step; a tensor without gradient counts as one with gradient zero. Gradients stay until discarded. */
    void step(AdamW optimizer, double learningRate, double gradientScale) {
        try (NDManager scope = manager.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            List<NDArray> gradients = new ArrayList<>();
            for (NDArray value : values) {
                @Nullable NDArray gradient = Gradients.of(value, scope);
                gradients.add(gradient != null ? gradient : scope.zeros(value.getShape()));
            }
            tensors.adamW(
                    values,
                    gradients,
                    firstMoments,
                    secondMoments,
                    stepCounts,
                    learningRate,
                    optimizer.beta1(),
                    optimizer.beta2(),
                    optimizer.epsilon(),
                    optimizer.weightDecay(),
                    gradientScale);
        }
        steps++;
    }

    void discardGradients() {
        try (NDManager scope = manager.newSubManager()) {
            List<NDArray> present = new ArrayList<>();
            for (NDArray value : values) {
                @Nullable NDArray gradient = Gradients.of(value, scope);
                if (gradient != null) {
                    present.add(gradient);
                }
            }
            if (!present.isEmpty()) {
                tensors.zero(present);
            }
        }
    }

    void save(Path directory) {
        List<OutTensor> out = new ArrayList<>();
        int i = 0;
        for (String name : parameters.keySet()) {
            add(out, name, values.get(i));
            add(out, name + "#m", firstMoments.get(i));
            add(out, name + "#v", secondMoments.get(i));
            i++;
        }
        all.forEach((name, array) -> {
            if (!parameters.containsKey(name)) {
                add(out, name, array);
            }
        });
        SafetensorsWriter.write(directory.resolve(STATE), Map.of(STEPS, Long.toString(steps)), out);
    }

    private void add(List<OutTensor> out, String name, NDArray array) {
        out.add(new OutTensor(name, DType.F32, array.getShape().getShape(), () -> tensors.bytes(array)));
    }

    void restore(Path directory) {
        try (Safetensors file = Safetensors.open(directory.resolve(STATE));
                Gradients.Mode off = Gradients.recording(false)) {
            int i = 0;
            for (String name : parameters.keySet()) {
                read(file, name, values.get(i));
                read(file, name + "#m", firstMoments.get(i));
                read(file, name + "#v", secondMoments.get(i));
                i++;
            }
            all.forEach((name, array) -> {
                if (!parameters.containsKey(name)) {
                    read(file, name, array);
                }
            });
            String count = file.metadata().get(STEPS);
            if (count == null) {
                throw new RlvrException(directory.resolve(STATE) + " has no step count; it is not a training state");
            }
            steps = Long.parseLong(count);
            // Not NDArray.set: that keeps pointing into a Java buffer, which is freed some time later.
            try (NDManager scope = manager.newSubManager()) {
                NDArray restored = Tensors.floats(scope, new float[] {steps});
                for (NDArray stepCount : stepCounts) {
                    tensors.overwrite(stepCount, restored);
                }
            }
        }
    }

    private void read(Safetensors file, String name, NDArray into) {
        long[] shape = into.getShape().getShape();
        if (!file.entries().containsKey(name) || !Arrays.equals(file.entry(name).shape(), shape)) {
            throw new RlvrException("the training state has no tensor '" + name + "' of shape " + Arrays.toString(shape)
                    + "; it belongs to another adapter");
        }
        try (NDManager scope = manager.newSubManager()) {
            NDArray value = tensors.fromBytes(scope, file.chunks(name), Precision.FLOAT32, Precision.FLOAT32, shape);
            tensors.overwrite(into, value);
        }
    }
}
