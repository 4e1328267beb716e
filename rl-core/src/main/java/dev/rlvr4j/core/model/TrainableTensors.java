package dev.rlvr4j.core.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.OutTensor;
import dev.rlvr4j.core.checkpoint.Safetensors;
import dev.rlvr4j.core.checkpoint.SafetensorsWriter;
import dev.rlvr4j.core.checkpoint.TensorEntry;
import dev.rlvr4j.core.optim.Optimizer;
import dev.rlvr4j.core.optim.OptimizerState;
import dev.rlvr4j.core.optim.Parameter;
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

/** The float32 tensors of an adapter, with the optimizer's state of those that are trained. */
final class TrainableTensors {
    private static final String STATE = "trainable.safetensors";
    private static final String STEPS = "steps";
    private static final String OPTIMIZER = "optimizer";

    private final NDManager manager;
    private final Tensors tensors;
    private final Map<String, NDArray> all;
    private final Map<String, NDArray> parameters;
    private final List<NDArray> values;
    private final OptimizerState state;

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
            value.setRequiresGradient(true);
        }
        state = new OptimizerState(manager);
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
        return state.steps();
    }

    OptimizerState state() {
        return state;
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

    /** One optimizer step; a tensor without gradient counts as one with gradient zero. Gradients stay until discarded. */
    void step(Optimizer optimizer, double learningRate, double gradientScale) {
        try (NDManager scope = manager.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            List<Parameter> trained = new ArrayList<>();
            parameters.forEach((name, value) -> {
                @Nullable NDArray gradient = Gradients.of(value, scope);
                trained.add(new Parameter(name, value, gradient != null ? gradient : scope.zeros(value.getShape())));
            });
            state.step(optimizer, trained, learningRate, gradientScale);
        }
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
        all.forEach((name, value) -> out.add(out(name, value)));
        state.slots().forEach((name, slot) -> out.add(out(name, slot)));
        SafetensorsWriter.write(
                directory.resolve(STATE),
                Map.of(STEPS, Long.toString(state.steps()), OPTIMIZER, state.optimizer()),
                out);
    }

    private OutTensor out(String name, NDArray array) {
        DType type = array.getDataType() == DataType.UINT8 ? DType.U8 : DType.F32;
        return new OutTensor(name, type, array.getShape().getShape(), () -> tensors.bytes(array));
    }

    void restore(Path directory) {
        Path path = directory.resolve(STATE);
        try (Safetensors file = Safetensors.open(path);
                Gradients.Mode off = Gradients.recording(false)) {
            String count = file.metadata().get(STEPS);
            String optimizer = file.metadata().get(OPTIMIZER);
            if (count == null || optimizer == null) {
                throw new RlvrException(path + " has no step count or no optimizer; it is not a training state");
            }
            all.forEach((name, value) -> require(file, name, value));
            Map<String, OptimizerState.Loader> slots = new LinkedHashMap<>();
            for (String name : file.entries().keySet()) {
                if (!all.containsKey(name)) {
                    slots.put(name, scope -> slot(file, name, scope));
                }
            }
            state.restore(optimizer, Long.parseLong(count), slots);
            all.forEach((name, value) -> {
                // Not NDArray.set: that keeps pointing into a Java buffer, which is freed some time later.
                try (NDManager scope = manager.newSubManager()) {
                    tensors.overwrite(value, slot(file, name, scope));
                }
            });
        }
    }

    private static void require(Safetensors file, String name, NDArray like) {
        long[] shape = like.getShape().getShape();
        if (!file.entries().containsKey(name) || !Arrays.equals(file.entry(name).shape(), shape)) {
            throw new RlvrException("the training state has no tensor '" + name + "' of shape " + Arrays.toString(shape)
                    + "; it belongs to another adapter");
        }
    }

    private NDArray slot(Safetensors file, String name, NDManager scope) {
        TensorEntry entry = file.entry(name);
        return entry.dtype() == DType.U8
                ? tensors.fromBytes(scope, file.chunks(name), entry.shape())
                : tensors.fromBytes(
                        scope, file.chunks(name), Precision.of(entry.dtype()), Precision.FLOAT32, entry.shape());
    }
}
