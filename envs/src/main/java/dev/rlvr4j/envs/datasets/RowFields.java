package dev.rlvr4j.envs.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one row. A field is named by its name, or by a path with dots into objects and, by numbers, into arrays:
 * {@code prompt.0.content}.
 *
 * @param row the row
 * @param where file and line, for messages
 */
record RowFields(ObjectNode row, String where) {
    /**
     * The text of a field.
     *
     * @throws InputException if there is none, or it is blank or no single value
     */
    String text(String field) {
        JsonNode value = node(field);
        if (value == null || value.isNull()) {
            throw new InputException(where + ": the field '" + field + "' is missing; the row has " + names());
        }
        if (!value.isValueNode()) {
            throw new InputException(where + ": the field '" + field + "' is an "
                    + (value.isArray() ? "array" : "object")
                    + ", but must be text; a dot reaches into an object, e.g. '"
                    + field + (value.isArray() ? ".0'" : ".text'"));
        }
        String text = value.asText();
        if (text.isBlank()) {
            throw new InputException(where + ": the field '" + field + "' is blank; fill it in or remove the row");
        }
        return text;
    }

    /** The text of a field, what is no single value as JSON; empty where there is none. */
    String textOrEmpty(String field) {
        JsonNode value = node(field);
        return value == null || value.isNull() ? "" : value.isValueNode() ? value.asText() : value.toString();
    }

    /** The value of a field; null where the row does not have it. */
    @Nullable
    JsonNode node(String field) {
        JsonNode whole = row.get(field);
        if (whole != null) {
            return whole;
        }
        JsonNode node = row;
        for (String name : field.split("\\.", -1)) {
            if (node == null) {
                return null;
            }
            node = node.isArray() && name.matches("[0-9]{1,9}") ? node.get(Integer.parseInt(name)) : node.get(name);
        }
        return node;
    }

    /** The fields of the row, for messages. */
    String names() {
        List<String> names = new ArrayList<>();
        row.fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? "no fields" : "the fields " + String.join(", ", names);
    }
}
