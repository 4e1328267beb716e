package dev.rlvr4j.envs.datasets.parquet;

import java.util.ArrayList;
import java.util.List;

/**
 * A field of the schema with those inside it.
 *
 * @param name its name
 * @param kind how it becomes JSON
 * @param repeated whether it stands any number of times
 * @param definition definition level at which it is there
 * @param repetition repetition level of its own repetition or of the nearest around it
 * @param children its fields; none for a column
 * @param column place among the file's columns, or that of its first column
 * @param type type of the values; of a column only
 */
record SchemaNode(
        String name,
        Kind kind,
        boolean repeated,
        int definition,
        int repetition,
        List<SchemaNode> children,
        int column,
        ColumnType type) {
    /** How a field becomes JSON. */
    enum Kind {
        /** A value. */
        COLUMN,
        /** An object. */
        GROUP,
        /** An array, whose one child is repeated. */
        LIST,
        /** An object with the keys of the rows. */
        MAP
    }

    private static final int DEEPEST = 64;
    private static final int REPEATED = 2;
    private static final int CONVERTED_MAP = 1;
    private static final int CONVERTED_MAP_KEY_VALUE = 2;
    private static final int CONVERTED_LIST = 3;

    SchemaNode {
        children = List.copyOf(children);
    }

    /** The tree of the footer's list of elements, in which a group stands before its fields. */
    static SchemaNode tree(List<ThriftStruct> elements) {
        if (elements.isEmpty()) {
            throw new DamagedException("it has no schema");
        }
        Reading reading = new Reading(elements);
        SchemaNode root = reading.node(0, 0, 0);
        if (reading.next != elements.size()) {
            throw new DamagedException("its schema has elements outside the tree");
        }
        return root;
    }

    /** The columns below this, or itself. */
    List<SchemaNode> columns() {
        if (kind == Kind.COLUMN) {
            return List.of(this);
        }
        List<SchemaNode> columns = new ArrayList<>();
        children.forEach(child -> columns.addAll(child.columns()));
        return columns;
    }

    /** Whether the repeated group of a list is only there for the repetition, so that its one field is the element. */
    boolean wrapsElement(String list) {
        return kind == Kind.GROUP
                && children.size() == 1
                && !children.get(0).repeated()
                && !name.equals("array")
                && !name.equals(list + "_tuple");
    }

    private static final class Reading {
        private final List<ThriftStruct> elements;
        private int next;
        private int columns;

        Reading(List<ThriftStruct> elements) {
            this.elements = elements;
        }

        SchemaNode node(int definition, int repetition, int depth) {
            if (next >= elements.size() || depth > DEEPEST) {
                throw new DamagedException("its schema is cut short, or nests deeper than " + DEEPEST);
            }
            ThriftStruct element = elements.get(next++);
            boolean root = depth == 0;
            long occurrence = element.number(3, 0);
            boolean repeated = !root && occurrence == REPEATED;
            int defined = root || occurrence == 0 ? definition : definition + 1;
            int repeats = repeated ? repetition + 1 : repetition;
            int first = columns;
            if (element.number(5, 0) == 0 && !root) {
                columns++;
                return new SchemaNode(
                        element.text(4),
                        Kind.COLUMN,
                        repeated,
                        defined,
                        repeats,
                        List.of(),
                        first,
                        ColumnType.of(element));
            }
            List<SchemaNode> children = new ArrayList<>();
            for (long i = 0; i < element.number(5, 0); i++) {
                children.add(node(defined, repeats, depth + 1));
            }
            return new SchemaNode(
                    element.text(4),
                    kind(element, children),
                    repeated,
                    defined,
                    repeats,
                    children,
                    first,
                    ColumnType.NONE);
        }

        private static Kind kind(ThriftStruct element, List<SchemaNode> children) {
            ThriftStruct logical = element.struct(10);
            long converted = element.number(6, -1);
            boolean one = children.size() == 1 && children.get(0).repeated();
            if (one && (converted == CONVERTED_LIST || (logical != null && logical.has(3)))) {
                return Kind.LIST;
            }
            boolean map = converted == CONVERTED_MAP
                    || converted == CONVERTED_MAP_KEY_VALUE
                    || (logical != null && logical.has(2));
            return one && map && children.get(0).children().size() == 2 ? Kind.MAP : Kind.GROUP;
        }
    }
}
