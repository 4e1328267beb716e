package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.statistics.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table of comma-separated values (RFC 4180, lines ended by a line feed). The columns are those of the first row. What is null
 * or not finite is empty; numbers keep all their digits.
 */
final class Csv {
    private final List<Map<String, String>> rows = new ArrayList<>();
    private final List<String> columns;

    /** A table with columns that it has even without a row. */
    Csv(String... columns) {
        this.columns = List.of(columns);
    }

    /** Begins a row. */
    Row row() {
        Map<String, String> row = new LinkedHashMap<>();
        rows.add(row);
        return new Row(row);
    }

    String text() {
        StringBuilder out = new StringBuilder();
        line(out, columns);
        for (Map<String, String> row : rows) {
            if (!columns.containsAll(row.keySet())) {
                throw new IllegalStateException("cells " + row.keySet() + " in columns " + columns);
            }
            line(out, columns.stream().map(c -> row.getOrDefault(c, "")).toList());
        }
        return out.toString();
    }

    private static void line(StringBuilder out, List<String> cells) {
        out.append(String.join(",", cells.stream().map(Csv::quoted).toList())).append('\n');
    }

    private static String quoted(String cell) {
        return cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                ? '"' + cell.replace("\"", "\"\"") + '"'
                : cell;
    }

    /** A row in the making. */
    static final class Row {
        private final Map<String, String> cells;

        private Row(Map<String, String> cells) {
            this.cells = cells;
        }

        Row put(String column, @Nullable Object value) {
            boolean nothing = value == null || (value instanceof Double number && !Double.isFinite(number));
            cells.put(column, nothing ? "" : String.valueOf(value));
            return this;
        }

        /** The value in {@code column}, the interval in {@code column_low} and {@code column_high}. */
        Row put(String column, @Nullable Estimate estimate) {
            put(column, estimate == null ? null : (Object) estimate.value());
            put(column + "_low", estimate == null ? null : (Object) estimate.low());
            return put(column + "_high", estimate == null ? null : (Object) estimate.high());
        }
    }
}
