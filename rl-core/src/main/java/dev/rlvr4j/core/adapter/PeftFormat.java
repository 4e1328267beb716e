package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.checkpoint.AtomicFile;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.JsonFile;
import dev.rlvr4j.core.checkpoint.OutTensor;
import dev.rlvr4j.core.checkpoint.Safetensors;
import dev.rlvr4j.core.checkpoint.SafetensorsWriter;
import dev.rlvr4j.core.checkpoint.TensorEntry;
import dev.rlvr4j.core.torch.Gradients;
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
import org.jspecify.annotations.Nullable;

/**
 * Adapters as directories in HF PEFT's format: {@code adapter_config.json} and {@code adapter_model.safetensors}, readable by
 * PEFT and vLLM, and theirs by us (format of PEFT 0.21.0).
 */
public final class PeftFormat {
    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";
    static final String PREFIX = "base_model.model.";
    /** What differs by no more than this share is the same, rounded to bfloat16. */
    private static final double ROUNDING = 1.0 / 128;

    private PeftFormat() {}

    /**
     * An adapter read from a directory.
     *
     * @param method its method and settings
     * @param parameters all its tensors, float32, owned by the scope it was read into
     */
    public record Loaded(AdapterMethod method, Map<String, NDArray> parameters) {}

    /** Reads an adapter for a base model; InputException where it is damaged or belongs to another model. */
    public static Loaded read(Path directory, Base base, NDManager scope) {
        requireAdapter(directory);
        try (Safetensors tensors = Safetensors.open(directory.resolve(WEIGHTS))) {
            AdapterMethod method = method(directory, base, tensors);
            Map<String, long[]> shapes;
            try {
                shapes = method.shapes(base);
            } catch (InputException e) {
                throw new InputException(otherModel(directory, base) + e.getMessage(), e);
            }
            return new Loaded(method, tensors(tensors, method, shapes, directory, base, scope));
        }
    }

    /** The method of an adapter, with its settings; InputException where the directory holds none that can be read. */
    public static AdapterMethod method(Path directory, Base base) {
        requireAdapter(directory);
        try (Safetensors tensors = Safetensors.open(directory.resolve(WEIGHTS))) {
            return method(directory, base, tensors);
        }
    }

    /** InputException where a directory holds no adapter of a known type. */
    public static void requireAdapter(Path directory) {
        Path file = directory.resolve(CONFIG);
        if (!Files.isRegularFile(file)) {
            throw new InputException(directory + " is no adapter: it has no " + CONFIG);
        }
        if (!Files.isRegularFile(directory.resolve(WEIGHTS))) {
            throw new InputException(directory + " is no complete adapter: it has no " + WEIGHTS);
        }
        String type = JsonFile.read(file).path("peft_type").asText("");
        if (!AdapterMethods.peftTypes().contains(type)) {
            throw new InputException(file + ": peft_type '" + type + "' is not supported; "
                    + String.join(", ", AdapterMethods.peftTypes()) + " are");
        }
    }

    private static AdapterMethod method(Path directory, Base base, Safetensors tensors) {
        Path file = directory.resolve(CONFIG);
        Map<String, long[]> found = new LinkedHashMap<>();
        tensors.entries().forEach((key, entry) -> found.put(key, entry.shape()));
        try {
            return AdapterMethods.read(new PeftSettings(JsonFile.read(file), base, found));
        } catch (InputException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
    }

    private static Map<String, NDArray> tensors(
            Safetensors tensors,
            AdapterMethod method,
            Map<String, long[]> shapes,
            Path directory,
            Base base,
            NDManager scope) {
        TreeSet<String> unread = new TreeSet<>(tensors.entries().keySet());
        boolean complete = shapes.keySet().stream().allMatch(name -> method.peftKey(name) != null);
        Map<String, NDArray> made = complete ? Map.of() : method.initialise(base, 0, scope);
        Map<String, NDArray> result = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            String key = method.peftKey(name);
            if (key == null) {
                result.put(name, java.util.Objects.requireNonNull(made.get(name)));
                return;
            }
            TensorEntry entry = tensors.entries().get(key);
            if (entry == null && method instanceof PackedTensors packed) {
                NDArray unpacked = packed.unpack(key, shape, tensors, scope);
                if (unpacked != null) {
                    unread.removeIf(other -> other.startsWith(key));
                    result.put(name, unpacked);
                    return;
                }
            }
            if (entry == null) {
                throw new InputException(otherModel(directory, base) + "it has no tensor " + key);
            }
            if (!Arrays.equals(entry.shape(), shape)) {
                throw new InputException(otherModel(directory, base) + "its tensor " + key + " has shape "
                        + Arrays.toString(entry.shape()) + ", where this model and its config need "
                        + Arrays.toString(shape));
            }
            unread.remove(key);
            result.put(
                    name,
                    Tensors.on(scope.getDevice())
                            .fromBytes(
                                    scope, tensors.chunks(key), Precision.of(entry.dtype()), Precision.FLOAT32, shape));
        });
        unread.removeIf(key -> tensors.entry(key).elements() == 0);
        try (NDManager temporary = scope.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            method.peftExtras(base, result, temporary).forEach((key, expected) -> {
                if (unread.remove(key)) {
                    requireSame(tensors, key, expected, directory, base, temporary);
                }
            });
        }
        if (!unread.isEmpty()) {
            throw new InputException(
                    otherModel(directory, base) + "it has tensors this model has no place for, e.g. " + unread.first());
        }
        return result;
    }

    /** A tensor that repeats others must say what they do, but for the rounding of another type. */
    private static void requireSame(
            Safetensors tensors, String key, NDArray expected, Path directory, Base base, NDManager scope) {
        TensorEntry entry = tensors.entry(key);
        long[] shape = expected.getShape().getShape();
        if (Arrays.equals(entry.shape(), shape)) {
            NDArray given = Tensors.on(scope.getDevice())
                    .fromBytes(scope, tensors.chunks(key), Precision.of(entry.dtype()), Precision.FLOAT32, shape);
            NDArray share =
                    Maps.one(Maps.call("difference_share", scope).tensor(given).tensor(expected), scope);
            if (share.getFloat() < ROUNDING) {
                return;
            }
        }
        throw new InputException(otherModel(directory, base) + "its tensor " + key
                + " is not this model's; merge the adapter into the model that it was made for");
    }

    private static String otherModel(Path directory, Base base) {
        return "the adapter " + directory + " does not fit the model " + base.path() + ": ";
    }

    /** Writes an adapter of a method that PEFT has. */
    static void write(AdapterMethod method, Base base, Map<String, NDArray> tensors, Path directory) {
        Map<String, NDArray> keyed = new LinkedHashMap<>();
        tensors.forEach((name, array) -> {
            String key = method.peftKey(name);
            if (key != null) {
                keyed.put(key, array);
            }
        });
        try (NDManager scope = tensors.values().iterator().next().getManager().newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            keyed.putAll(method.peftExtras(base, tensors, scope));
            write(java.util.Objects.requireNonNull(method.peftConfig(base)), base, keyed, directory);
        }
    }

    /**
     * Adds to an adapter that was written.
     *
     * @param keys of its config
     * @param more tensors by their keys in the file
     */
    static void add(Map<String, Object> keys, Map<String, NDArray> more, Path directory) {
        Path weights = directory.resolve(WEIGHTS);
        try (Safetensors written = Safetensors.open(weights)) {
            List<OutTensor> out = new ArrayList<>(out(more));
            written.entries()
                    .forEach((key, entry) ->
                            out.add(new OutTensor(key, entry.dtype(), entry.shape(), () -> written.chunks(key))));
            SafetensorsWriter.write(weights, SafetensorsWriter.PYTORCH, out);
        }
        Path file = directory.resolve(CONFIG);
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        JsonFile.read(file).properties().forEach(entry -> config.put(entry.getKey(), entry.getValue()));
        config.putAll(keys);
        AtomicFile.write(file, PeftConfig.text(config));
    }

    /**
     * Writes an adapter.
     *
     * @param config its own keys; those that every adapter has are added
     * @param tensors by their keys in the file
     */
    static void write(Map<String, @Nullable Object> config, Base base, Map<String, NDArray> tensors, Path directory) {
        SafetensorsWriter.write(directory.resolve(WEIGHTS), SafetensorsWriter.PYTORCH, out(tensors));
        AtomicFile.write(directory.resolve(CONFIG), PeftConfig.text(config, base));
    }

    private static List<OutTensor> out(Map<String, NDArray> tensors) {
        List<OutTensor> out = new ArrayList<>();
        tensors.forEach((key, array) -> out.add(new OutTensor(
                key,
                DType.F32,
                array.getShape().getShape(),
                () -> Tensors.on(array.getDevice()).bytes(array))));
        return out;
    }
}
