package dev.rlvr4j.experiments.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A log of JSON objects, one a line. Numbers that JSON has no word for (NaN, infinities) are written as null. */
final class JsonLines implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private final AppendedFile file;

    /** Opens a log, cut to {@code length} bytes. */
    JsonLines(Path path, long length) {
        this.file = new AppendedFile(path, length);
    }

    void append(Map<String, ?> entry) {
        try {
            file.append((JSON.writeValueAsString(finite(entry)) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new RlvrException("an entry cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    long flushedLength() {
        return file.flushedLength();
    }

    @Override
    public void close() {
        file.close();
    }

    /** Reads a log back; an unfinished last line, left by a killed process, is passed over. */
    static List<JsonNode> read(Path path) {
        List<JsonNode> entries = new ArrayList<>();
        try {
            String text = Files.readString(path);
            int end = text.lastIndexOf('\n');
            for (String line : text.substring(0, Math.max(end, 0)).split("\n", -1)) {
                if (!line.isBlank()) {
                    entries.add(JSON.readTree(line));
                }
            }
        } catch (IOException e) {
            throw new RlvrException("the log " + path + " cannot be read: " + RunFolder.reason(e), e);
        }
        return entries;
    }

    /** The entry as a tree, NaN and infinities as null. */
    static JsonNode finite(Map<String, ?> entry) {
        JsonNode tree = JSON.valueToTree(entry);
        replaceNonFinite(tree);
        return tree;
    }

    private static void replaceNonFinite(JsonNode node) {
        if (node instanceof com.fasterxml.jackson.databind.node.ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                if (isNonFinite(field.getValue())) {
                    field.setValue(object.nullNode());
                } else {
                    replaceNonFinite(field.getValue());
                }
            }
        } else if (node.isArray()) {
            var array = (com.fasterxml.jackson.databind.node.ArrayNode) node;
            for (int i = 0; i < array.size(); i++) {
                if (isNonFinite(array.get(i))) {
                    array.setNull(i);
                } else {
                    replaceNonFinite(array.get(i));
                }
            }
        }
    }

    private static boolean isNonFinite(JsonNode node) {
        return node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue());
    }
}
