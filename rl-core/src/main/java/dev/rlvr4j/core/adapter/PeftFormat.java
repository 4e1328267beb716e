package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.checkpoint.AtomicFile;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.JsonFile;
import dev.rlvr4j.core.checkpoint.OutTensor;
import dev.rlvr4j.core.checkpoint.Safetensors;
import dev.rlvr4j.core.checkpoint.SafetensorsWriter;
import dev.rlvr4j.core.checkpoint.TensorEntry;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Adapters as directories in HF PEFT's format: {@code adapter_config.json} and {@code adapter_model.safetensors}, readable by
 * PEFT and vLLM, and theirs by us (format of PEFT 0.21.0).
 */
public final class PeftFormat {
    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";

    private PeftFormat() {}

    /**
     * An adapter read from a directory.
     *
     * @param method its method and settings
     * @param parameters its tensors, float32, owned by the scope it was read into
     */
    public record Loaded(AdapterMethod method, Map<String, NDArray> parameters) {}

    /** Reads an adapter for a base model; InputException where it is damaged or belongs to another model. */
    public static Loaded read(Path directory, Base base, NDManager scope) {
        Path file = directory.resolve(CONFIG);
        if (!Files.isRegularFile(file)) {
            throw new InputException(directory + " is no adapter: it has no " + CONFIG);
        }
        Path weights = directory.resolve(WEIGHTS);
        if (!Files.isRegularFile(weights)) {
            throw new InputException(directory + " is no complete adapter: it has no " + WEIGHTS);
        }
        ObjectNode config = JsonFile.read(file);
        Lora lora = LoraConfigJson.read(config, file);
        Map<String, long[]> shapes;
        try {
            shapes = lora.shapes(base);
        } catch (InputException e) {
            throw new InputException(otherModel(directory, base) + e.getMessage(), e);
        }
        try (Safetensors tensors = Safetensors.open(weights)) {
            return new Loaded(lora, tensors(tensors, shapes, directory, base, scope));
        }
    }

    private static Map<String, NDArray> tensors(
            Safetensors tensors, Map<String, long[]> shapes, Path directory, Base base, NDManager scope) {
        TreeSet<String> unread = new TreeSet<>(tensors.entries().keySet());
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            String key = PREFIX + name.replaceFirst("\\.bias$", ".base_layer.bias");
            if (!tensors.entries().containsKey(key) && name.endsWith(".bias")) {
                key = PREFIX + name; // bias: all keeps the biases of modules without adapter under their own name
            }
            TensorEntry entry = tensors.entries().get(key);
            if (entry == null) {
                throw new InputException(otherModel(directory, base) + "it has no tensor " + key);
            }
            if (!Arrays.equals(entry.shape(), shape)) {
                throw new InputException(otherModel(directory, base) + "its tensor " + key + " has shape "
                        + Arrays.toString(entry.shape()) + ", where this model and its config need "
                        + Arrays.toString(shape));
            }
            unread.remove(key);
            parameters.put(
                    name,
                    Tensors.on(scope.getDevice())
                            .fromBytes(
                                    scope, tensors.chunks(key), Precision.of(entry.dtype()), Precision.FLOAT32, shape));
        });
        if (!unread.isEmpty()) {
            throw new InputException(
                    otherModel(directory, base) + "it has tensors this model has no place for, e.g. " + unread.first());
        }
        return parameters;
    }

    private static String otherModel(Path directory, Base base) {
        return "the adapter " + directory + " does not fit the model " + base.path() + ": ";
    }

    static void write(Lora lora, Base base, Map<String, NDArray> parameters, Path directory) {
        List<OutTensor> tensors = new ArrayList<>();
        parameters.forEach((name, array) -> {
            boolean adapted = parameters.containsKey(name.replaceFirst("\\.bias$", ".lora_A.weight"));
            String key = PREFIX + (adapted ? name.replaceFirst("\\.bias$", ".base_layer.bias") : name);
            tensors.add(new OutTensor(
                    key,
                    DType.F32,
                    array.getShape().getShape(),
                    () -> Tensors.on(array.getDevice()).bytes(array)));
        });
        SafetensorsWriter.write(directory.resolve(WEIGHTS), SafetensorsWriter.PYTORCH, tensors);
        AtomicFile.write(directory.resolve(CONFIG), LoraConfigJson.write(lora, base));
    }
}
