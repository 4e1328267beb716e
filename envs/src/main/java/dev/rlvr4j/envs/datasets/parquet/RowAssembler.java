package dev.rlvr4j.envs.datasets.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Puts the entries of columns together into rows (Melnik et al. 2010, "Dremel", section 4.3, by recursion over the schema in
 * place of an automaton).
 */
final class RowAssembler {
    private static final int LONGEST = 1 << 24;

    private final List<SchemaNode> fields;
    private final Map<Integer, ColumnCursor> cursors;

    /**
     * @param fields those of a row
     * @param cursors the place in each column below them, by the column's number
     */
    RowAssembler(List<SchemaNode> fields, Map<Integer, ColumnCursor> cursors) {
        this.fields = fields;
        this.cursors = cursors;
    }

    ObjectNode row() {
        ObjectNode row = object(fields);
        cursors.forEach((column, cursor) -> {
            if (cursor.repetition() > 0) {
                throw new DamagedException("column " + column + " has more values in a row than its neighbours");
            }
        });
        return row;
    }

    private ObjectNode object(List<SchemaNode> children) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (SchemaNode child : children) {
            object.set(child.name(), child.repeated() ? array(child, "") : value(child));
        }
        return object;
    }

    /** A field that stands once, or one of a repeated field's. */
    private JsonNode value(SchemaNode node) {
        ColumnCursor first = cursor(node);
        if (node.kind() == SchemaNode.Kind.COLUMN) {
            return first.take();
        }
        if (first.definition() < node.definition()) {
            skip(node);
            return NullNode.getInstance();
        }
        return switch (node.kind()) {
            case LIST -> array(node.children().get(0), node.name());
            case MAP -> map(node.children().get(0));
            default -> object(node.children());
        };
    }

    /** @param list name of the list that the repeated field belongs to */
    private ArrayNode array(SchemaNode repeated, String list) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        SchemaNode element = !list.isEmpty() && repeated.wrapsElement(list)
                ? repeated.children().get(0)
                : repeated;
        each(repeated, () -> array.add(value(element)));
        return array;
    }

    private ObjectNode map(SchemaNode repeated) {
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        each(repeated, () -> {
            String key = value(repeated.children().get(0)).asText();
            map.set(key, value(repeated.children().get(1)));
        });
        return map;
    }

    private void each(SchemaNode repeated, Runnable element) {
        ColumnCursor first = cursor(repeated);
        if (first.definition() < repeated.definition()) {
            skip(repeated);
            return;
        }
        int count = 0;
        do {
            if (++count > LONGEST) {
                throw new DamagedException("the list '" + repeated.name() + "' has more than " + LONGEST + " elements");
            }
            element.run();
        } while (first.repetition() == repeated.repetition());
    }

    private void skip(SchemaNode node) {
        for (SchemaNode column : node.columns()) {
            cursor(column).take();
        }
    }

    private ColumnCursor cursor(SchemaNode node) {
        return Objects.requireNonNull(cursors.get(node.column()));
    }
}
