package dev.rlvr4j.core.checkpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes a model directory: weights, then the index where there are shards, then the configs, then what an earlier
 * checkpoint left over is deleted. Each file is written atomically.
 */
final class CheckpointWriter {
    private static final Pattern WEIGHT_FILE =
            Pattern.compile("model(-\\d{5}-of-\\d{5})?\\.safetensors|model\\.safetensors\\.index\\.json");

    private CheckpointWriter() {}

    static void write(Path directory, ModelConfig config, List<OutTensor> tensors, long maxShardBytes) {
        checkComplete(config, tensors);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new InputException("cannot create the model directory " + directory + ": " + e.getMessage(), e);
        }
        List<List<OutTensor>> shards = shards(tensors, maxShardBytes);
        Set<String> written = new HashSet<>();
        Map<String, String> placeOf = new TreeMap<>();
        for (int i = 0; i < shards.size(); i++) {
            String name = shards.size() == 1
                    ? HuggingFaceCheckpoint.WEIGHTS
                    : String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
            SafetensorsWriter.write(directory.resolve(name), shards.get(i));
            shards.get(i).forEach(tensor -> placeOf.put(tensor.name(), name));
            written.add(name);
        }
        if (shards.size() > 1) {
            AtomicFile.write(directory.resolve(HuggingFaceCheckpoint.INDEX), index(tensors, placeOf));
            written.add(HuggingFaceCheckpoint.INDEX);
        }
        AtomicFile.write(directory.resolve(HuggingFaceCheckpoint.CONFIG), config.toJson());
        AtomicFile.write(
                directory.resolve(HuggingFaceCheckpoint.GENERATION_CONFIG), ModelConfigWriter.generationConfig(config));
        deleteOthers(directory, written);
    }

    private static void checkComplete(ModelConfig config, List<OutTensor> tensors) {
        Map<String, long[]> missing = new TreeMap<>(config.weightShapes());
        for (OutTensor tensor : tensors) {
            long[] shape = missing.remove(tensor.name());
            if (!Arrays.equals(shape, tensor.shape())) {
                throw new RlvrException("tensor " + tensor.name() + " of shape " + Arrays.toString(tensor.shape())
                        + " does not belong into the checkpoint; the config calls for "
                        + (shape == null ? "no such tensor, or one of them" : Arrays.toString(shape)));
            }
        }
        if (!missing.isEmpty()) {
            throw new RlvrException("the checkpoint to be written lacks " + missing.keySet());
        }
    }

    private static List<List<OutTensor>> shards(List<OutTensor> tensors, long maxShardBytes) {
        List<List<OutTensor>> shards = new ArrayList<>();
        List<OutTensor> open = new ArrayList<>();
        long bytes = 0;
        for (OutTensor tensor : tensors) {
            if (!open.isEmpty() && bytes + tensor.bytes() > maxShardBytes) {
                shards.add(open);
                open = new ArrayList<>();
                bytes = 0;
            }
            open.add(tensor);
            bytes += tensor.bytes();
        }
        shards.add(open);
        return shards;
    }

    private static String index(List<OutTensor> tensors, Map<String, String> placeOf) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("metadata")
                .put("total_size", tensors.stream().mapToLong(OutTensor::bytes).sum());
        ObjectNode map = json.putObject("weight_map");
        placeOf.forEach(map::put);
        return json.toPrettyString() + "\n";
    }

    private static void deleteOthers(Path directory, Set<String> written) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (WEIGHT_FILE.matcher(name).matches() && !written.contains(name)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new InputException("cannot delete an earlier checkpoint from " + directory + ": " + e, e);
        }
    }
}
