package dev.rlvr4j.core.optim;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.torch.Program;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What an optimizer remembers: the number of steps, and for each trainable tensor some tensors of its own, its slots, made at the
 * first step. Slots are called {@code NAME#SLOT}. Not thread-safe.
 */
public final class OptimizerState implements AutoCloseable {
    private static final Map<Device, Program> PROGRAMS = new ConcurrentHashMap<>();

    private final NDManager parent;
    private final Program program;
    private final Map<String, NDArray> constants = new LinkedHashMap<>();
    private final Map<String, NDArray> slots = new LinkedHashMap<>();
    private NDManager manager;
    private String optimizer = "";
    private long steps;

    /** The state before the first step, with memory under {@code parent}. */
    public OptimizerState(NDManager parent) {
        this.parent = parent;
        this.program =
                PROGRAMS.computeIfAbsent(parent.getDevice(), device -> Program.load("optimizers", Map.of(), device));
        this.manager = parent.newSubManager();
    }

    /** Number of steps taken. */
    public long steps() {
        return steps;
    }

    /** The name of the optimizer that took them; empty before the first. */
    public String optimizer() {
        return optimizer;
    }

    /** All slots, by name. */
    public Map<String, NDArray> slots() {
        return Collections.unmodifiableMap(slots);
    }

    /** Size of all slots. */
    public long bytes() {
        return slots.values().stream()
                .mapToLong(slot -> slot.size() * slot.getDataType().getNumOfBytes())
                .sum();
    }

    /** Takes a step with all trainable tensors: their gradients times {@code gradientScale}, which are lost. */
    public void step(Optimizer with, List<Parameter> parameters, double learningRate, double gradientScale) {
        if (steps > 0 && !optimizer.equals(with.name())) {
            throw new RlvrException("the first " + steps + " steps were taken with " + optimizer
                    + ", whose state means nothing to " + with.name() + "; go on with " + optimizer);
        }
        if (gradientScale != 1) {
            run(program("scale").tensors(Parameter.gradients(parameters)).number(gradientScale));
        }
        with.step(parameters, this, learningRate);
        optimizer = with.name();
        steps++;
    }

    /** Forgets everything and goes on from a saved state. */
    public void restore(String savedOptimizer, long savedSteps, Map<String, Loader> saved) {
        NDManager fresh = parent.newSubManager();
        Map<String, NDArray> loaded = new LinkedHashMap<>();
        try {
            saved.forEach((name, slot) -> loaded.put(name, slot.load(fresh)));
        } catch (RuntimeException | Error e) {
            fresh.close();
            throw e;
        }
        manager.close();
        manager = fresh;
        slots.clear();
        slots.putAll(loaded);
        optimizer = savedOptimizer;
        steps = savedSteps;
    }

    /** Makes a slot's tensor of its saved bytes. */
    public interface Loader {
        NDArray load(NDManager scope);
    }

    Program.Call program(String method) {
        return program.inference(method);
    }

    void run(Program.Call call) {
        try (NDManager temporary = parent.newSubManager()) {
            call.run(temporary);
        }
    }

    /** A float32 slot of each parameter's own shape, zero at first. */
    List<NDArray> like(List<Parameter> parameters, String slot) {
        List<NDArray> found = new ArrayList<>();
        for (Parameter parameter : parameters) {
            found.add(floats(parameter, slot, parameter.value().getShape().getShape()));
        }
        return found;
    }

    /** A float32 slot, zero at first. */
    NDArray floats(Parameter parameter, String slot, long... shape) {
        return slot(parameter, slot, DataType.FLOAT32, new Shape(shape));
    }

    /** A uint8 slot, zero at first. */
    NDArray bytes(Parameter parameter, String slot, long... shape) {
        return slot(parameter, slot, DataType.UINT8, new Shape(shape));
    }

    private NDArray slot(Parameter parameter, String slot, DataType type, Shape shape) {
        String name = parameter.name() + "#" + slot;
        NDArray found = slots.get(name);
        if (found == null && steps == 0) {
            found = manager.zeros(shape, type);
            slots.put(name, found);
        }
        if (found == null || !found.getShape().equals(shape) || found.getDataType() != type) {
            throw new RlvrException("the training state has no tensor '" + name + "' of shape " + shape + " after "
                    + steps + " steps; it belongs to another adapter or to other settings of " + optimizer);
        }
        return found;
    }

    /** A table that all tensors share. */
    NDArray constant(String name, Supplier<float[]> values) {
        return constants.computeIfAbsent(name, n -> {
            float[] elements = values.get();
            return Tensors.on(parent.getDevice()).parameter(parent, elements, elements.length);
        });
    }

    @Override
    public void close() {
        manager.close();
    }
}
