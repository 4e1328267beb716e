package dev.rlvr4j.envs.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** One reading of all files of a data set: counts rows and watches that ids stay unique. */
final class TaskReading {
    private final String layout;
    private final FieldMapping mapping;
    private final Map<String, String> idSeenAt = new HashMap<>();
    private final Set<String> evaluation = new HashSet<>();
    private int rows;
    private int duplicates;
    private int unanswered;

    TaskReading(String layout, FieldMapping mapping) {
        this.layout = layout;
        this.mapping = mapping;
    }

    /** The first task of each question, in the order of files and rows, by the question's exact key. */
    Map<String, Task> part(List<Path> files) {
        Map<String, Task> part = new LinkedHashMap<>();
        for (Path file : files) {
            each(file, layout, mapping, (example, where) -> {
                rows++;
                if (example.reference().isBlank()) {
                    unanswered++;
                    return;
                }
                String key = ProblemKey.exact(example.question());
                if (part.containsKey(key)) {
                    duplicates++;
                    return;
                }
                part.put(
                        key, new Task(id(example, where), example.question(), example.reference(), example.metadata()));
            });
        }
        return part;
    }

    /** Remembers the problems of a file that must not be trained on. */
    void readEvaluation(Path file) {
        each(
                file,
                Layouts.AUTO,
                FieldMapping.auto(),
                (example, where) -> evaluation.add(ProblemKey.loose(example.question())));
    }

    private String id(Example example, String where) {
        if (example.id() == null) {
            return where;
        }
        String before = idSeenAt.putIfAbsent(example.id(), where);
        if (before == null) {
            return example.id();
        }
        if (mapping.id() != null) {
            throw new InputException(where + ": the id '" + example.id() + "' was used at " + before
                    + "; ids must be unique, or leave the id field out of the mapping");
        }
        return where; // a published data set that uses an id twice
    }

    private static void each(Path file, String layout, FieldMapping mapping, BiConsumer<Example, String> consumer) {
        Layout found = layout(file, layout, mapping);
        try (Rows rows = Rows.open(file, found::reads)) {
            for (ObjectNode row = rows.next(); row != null; row = rows.next()) {
                String where = file + ":" + rows.number();
                consumer.accept(found.read(new RowFields(row, where)), where);
            }
        }
    }

    private static Layout layout(Path file, String layout, FieldMapping mapping) {
        try (Rows rows = Rows.open(file, column -> true)) {
            ObjectNode first = rows.next();
            if (first == null) {
                throw new InputException("data set " + file + " is empty; it needs at least one row");
            }
            List<String> columns = new ArrayList<>();
            first.fieldNames().forEachRemaining(columns::add);
            return Layouts.of(layout, mapping, columns, new RowFields(first, file + ":" + rows.number()));
        }
    }

    /** Keys of the problems that must not be trained on. */
    Set<String> evaluation() {
        return evaluation;
    }

    int rows() {
        return rows;
    }

    int duplicates() {
        return duplicates;
    }

    int unanswered() {
        return unanswered;
    }
}
