package dev.rlvr4j.experiments.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.Attempt;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A response to be graded.
 *
 * @param line its line in the file, from 1
 * @param attempt the response with its reference
 */
record GradeCase(int line, Attempt attempt) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reads a file of cases, all of it before the first is graded; blank lines are passed over, further fields too. The response
     * is the field {@code response}, or without one {@code pred}; {@code policy} and {@code precision} join the metadata.
     */
    static List<GradeCase> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException("there is no file " + file);
        }
        List<GradeCase> cases = new ArrayList<>();
        int number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank()) {
                    cases.add(parse(line, number, file));
                }
            }
        } catch (IOException e) {
            throw new InputException(
                    file + ", after line " + number + ": cannot be read as UTF-8 text: " + e.getMessage(), e);
        }
        if (cases.isEmpty()) {
            throw new InputException(
                    file + " holds no cases; give it lines such as {\"gold\": \"4\", \"response\": \"#### 4\"}");
        }
        return cases;
    }

    private static GradeCase parse(String line, int number, Path file) {
        String where = file + ", line " + number + ": ";
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new InputException(where + "not JSON: " + e.getOriginalMessage(), e);
        }
        if (!node.isObject()) {
            throw new InputException(where + "must be a JSON object with gold and response, but is a "
                    + node.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        JsonNode given = node.path("metadata");
        if (!given.isMissingNode() && !given.isNull()) {
            if (!given.isObject()) {
                throw new InputException(where + "'metadata' must be an object of texts, but is " + given);
            }
            given.properties()
                    .forEach(field -> metadata.put(
                            field.getKey(),
                            field.getValue().isValueNode()
                                    ? field.getValue().asText()
                                    : field.getValue().toString()));
        }
        for (String field : List.of("policy", "precision")) {
            if (node.hasNonNull(field)) {
                metadata.put(field, text(node, field, where));
            }
        }
        String question = node.hasNonNull("question") ? text(node, "question", where) : "";
        return new GradeCase(
                number,
                new Attempt(
                        "line " + number,
                        question,
                        text(node, "gold", where),
                        text(node, node.hasNonNull("response") || !node.has("pred") ? "response" : "pred", where),
                        false,
                        metadata));
    }

    private static String text(JsonNode node, String field, String where) {
        JsonNode value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            List<String> fields = new ArrayList<>();
            node.fieldNames().forEachRemaining(fields::add);
            throw new InputException(
                    where + "'" + field + "' is missing; a case has gold and response (or pred), but this has "
                            + (fields.isEmpty() ? "no fields" : String.join(", ", fields)));
        }
        if (!value.isTextual() && !value.isIntegralNumber()) {
            throw new InputException(where + "'" + field + "' must be a text, but is " + value);
        }
        return value.asText();
    }
}
