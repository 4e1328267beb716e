package dev.rlvr4j.core.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file: free metadata and the place of every tensor.
 *
 * @param metadata the file's {@code __metadata__}, in file order
 * @param entries the tensors by name, in file order
 */
record SafetensorsHeader(Map<String, String> metadata, Map<String, TensorEntry> entries) {
    private static final String METADATA = "__metadata__";

    SafetensorsHeader {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** Number of bytes of a tensor. Throws ArithmeticException where it exceeds a long. */
    static long bytes(DType dtype, long[] shape) {
        // A dimension of zero wins over any overflow of the others.
        if (Arrays.stream(shape).anyMatch(d -> d == 0)) {
            return 0;
        }
        long bytes = dtype.size();
        for (long dimension : shape) {
            bytes = Math.multiplyExact(bytes, dimension);
        }
        return bytes;
    }

    /**
     * Reads and checks a header.
     *
     * @param json the header's bytes
     * @param dataSize number of bytes that the file has after the header
     */
    static SafetensorsHeader parse(Path file, byte[] json, long dataSize) {
        JsonNode root;
        try {
            root = JsonFile.STRICT.readTree(json);
        } catch (JsonProcessingException e) {
            throw new InputException(
                    file + " has a broken safetensors header (" + e.getOriginalMessage()
                            + "); the file is damaged or of another format, fetch it again",
                    e);
        } catch (IOException e) {
            throw new InputException(file + " has an unreadable safetensors header: " + e.getMessage(), e);
        }
        if (root == null || !root.isObject()) {
            throw new InputException(
                    file + " has a safetensors header that is not a JSON object; fetch the file again");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        Map<String, TensorEntry> entries = new LinkedHashMap<>();
        root.properties().forEach(field -> {
            if (field.getKey().equals(METADATA)) {
                field.getValue()
                        .properties()
                        .forEach(m -> metadata.put(m.getKey(), m.getValue().asText()));
            } else {
                entries.put(field.getKey(), entry(file, field.getKey(), field.getValue(), dataSize));
            }
        });
        checkOverlap(file, entries);
        return new SafetensorsHeader(metadata, entries);
    }

    private static TensorEntry entry(Path file, String name, JsonNode node, long dataSize) {
        String subject = "tensor " + name + " in " + file;
        String type = node.path("dtype").asText();
        DType dtype = DType.named(type)
                .orElseThrow(() -> new InputException(subject + " has dtype '" + type
                        + "', which rlvr4j does not read; it reads " + Arrays.toString(DType.values())));
        long[] shape = longs(subject, node, "shape");
        long[] offsets = longs(subject, node, "data_offsets");
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw new InputException(
                    subject + " has data_offsets " + Arrays.toString(offsets) + ", which are not a begin and an end");
        }
        if (offsets[1] > dataSize) {
            throw new InputException(subject + " ends at byte " + offsets[1] + " of the data, but the file has only "
                    + dataSize + "; it is truncated, fetch it again");
        }
        long need;
        try {
            need = bytes(dtype, shape);
        } catch (ArithmeticException e) {
            throw new InputException(subject + " has the impossible shape " + Arrays.toString(shape), e);
        }
        if (need != offsets[1] - offsets[0]) {
            throw new InputException(subject + " holds " + (offsets[1] - offsets[0]) + " bytes, but " + dtype
                    + " of shape " + Arrays.toString(shape) + " needs " + need);
        }
        return new TensorEntry(name, dtype, shape, offsets[0], offsets[1]);
    }

    private static long[] longs(String subject, JsonNode node, String key) {
        JsonNode list = node.path(key);
        List<Long> values = new ArrayList<>();
        list.forEach(v -> values.add(v.isIntegralNumber() && v.canConvertToLong() ? v.asLong() : -1L));
        if (!list.isArray() || values.stream().anyMatch(v -> v < 0)) {
            throw new InputException(
                    subject + " has '" + key + "': " + list + ", which is not a list of whole numbers from 0");
        }
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static void checkOverlap(Path file, Map<String, TensorEntry> entries) {
        List<TensorEntry> placed = entries.values().stream()
                .filter(e -> e.bytes() > 0)
                .sorted(Comparator.comparingLong(TensorEntry::begin))
                .toList();
        for (int i = 1; i < placed.size(); i++) {
            TensorEntry before = placed.get(i - 1);
            TensorEntry after = placed.get(i);
            if (after.begin() < before.end()) {
                throw new InputException("tensors " + before.name() + " and " + after.name() + " in " + file
                        + " overlap: one ends at byte " + before.end() + ", the other begins at " + after.begin());
            }
        }
    }

    /** The header as a file has it: compact JSON, metadata first, padded with spaces to a multiple of 8 bytes. */
    byte[] toBytes() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        if (!metadata.isEmpty()) {
            ObjectNode node = root.putObject(METADATA);
            metadata.forEach(node::put);
        }
        entries.values().forEach(e -> {
            ObjectNode node = root.putObject(e.name()).put("dtype", e.dtype().name());
            Arrays.stream(e.shape()).forEach(node.putArray("shape")::add);
            node.putArray("data_offsets").add(e.begin()).add(e.end());
        });
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
        Arrays.fill(padded, json.length, padded.length, (byte) ' ');
        return padded;
    }
}
