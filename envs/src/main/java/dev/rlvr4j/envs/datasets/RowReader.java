package dev.rlvr4j.envs.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns rows into tasks by a field mapping; what the mapping leaves open is decided by the first row of the file. */
final class RowReader {
    private static final List<String> QUESTIONS = List.of("question", "problem", "prompt");
    private static final List<String> ANSWERS = List.of("answer", "final_answer", "reference", "solution", "target");

    private final String file;
    private final FieldMapping mapping;
    private @Nullable String question;
    private @Nullable String answer;

    /** @param file how messages and ids call the file */
    RowReader(String file, FieldMapping mapping) {
        this.file = file;
        this.mapping = mapping;
        this.question = mapping.question();
        this.answer = mapping.answer();
    }

    Task task(ObjectNode row, int line) {
        String where = file + ":" + line;
        String questionField = question == null ? detect(row, where, "question", QUESTIONS) : question;
        String answerField = answer == null ? detect(row, where, "answer", ANSWERS) : answer;
        question = questionField;
        answer = answerField;
        String id = mapping.id() == null ? where : text(row, mapping.id(), where);
        return new Task(
                id,
                text(row, questionField, where),
                text(row, answerField, where),
                metadata(row, questionField, answerField));
    }

    private static String detect(ObjectNode row, String where, String role, List<String> names) {
        return names.stream()
                .filter(row::hasNonNull)
                .findFirst()
                .orElseThrow(() -> new InputException(where + ": no field is known as the " + role + " (one of "
                        + String.join(", ", names) + "); the row has " + fields(row) + "; set the field mapping's "
                        + role + " to one of these"));
    }

    private static String text(ObjectNode row, String field, String where) {
        JsonNode value = find(row, field);
        if (value == null || value.isNull()) {
            throw new InputException(where + ": the field '" + field + "' is missing; the row has " + fields(row));
        }
        if (!value.isValueNode()) {
            throw new InputException(where + ": the field '" + field + "' is an "
                    + (value.isArray() ? "array" : "object")
                    + ", but must be text; a dot reaches into an object, e.g. '"
                    + field + ".text'");
        }
        String text = value.asText();
        if (text.isBlank()) {
            throw new InputException(where + ": the field '" + field + "' is blank; fill it in or remove the row");
        }
        return text;
    }

    private static @Nullable JsonNode find(ObjectNode row, String field) {
        JsonNode whole = row.get(field);
        if (whole != null) {
            return whole;
        }
        JsonNode node = row;
        for (String name : field.split("\\.", -1)) {
            node = node == null ? null : node.get(name);
        }
        return node;
    }

    private Map<String, String> metadata(ObjectNode row, String questionField, String answerField) {
        Map<String, String> metadata = new LinkedHashMap<>();
        row.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            boolean used = name.equals(questionField) || name.equals(answerField) || name.equals(mapping.id());
            if (!used && !value.isNull()) {
                metadata.put(name, value.isValueNode() ? value.asText() : value.toString());
            }
        });
        return metadata;
    }

    private static String fields(ObjectNode row) {
        List<String> names = new ArrayList<>();
        row.fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? "no fields" : "the fields " + String.join(", ", names);
    }
}
