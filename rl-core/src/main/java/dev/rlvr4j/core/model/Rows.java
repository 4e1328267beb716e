package dev.rlvr4j.core.model;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows of a batch put in the order of their models.
 *
 * @param rows the row at each place
 * @param starts the place of each model's first row; one more, the number of rows
 */
record Rows(long[] rows, long[] starts) {
    /** Rows of the first model, then of the second, ...; those of one model keep their order. */
    static Rows of(List<ModelTensors> ofRows, List<ModelTensors> models) {
        Map<ModelTensors, List<Integer>> rowsOf = new IdentityHashMap<>();
        for (int row = 0; row < ofRows.size(); row++) {
            rowsOf.computeIfAbsent(ofRows.get(row), model -> new ArrayList<>()).add(row);
        }
        long[] rows = new long[ofRows.size()];
        long[] starts = new long[models.size() + 1];
        int place = 0;
        for (int model = 0; model < models.size(); model++) {
            for (int row : rowsOf.getOrDefault(models.get(model), List.of())) {
                rows[place++] = row;
            }
            starts[model + 1] = place;
        }
        return new Rows(rows, starts);
    }

    /** 0, 1, 2, ... */
    static long[] counted(int size) {
        long[] rows = new long[size];
        for (int i = 0; i < size; i++) {
            rows[i] = i;
        }
        return rows;
    }

    /** Where each row stands. */
    static long[] inverse(long[] rows) {
        long[] places = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            places[(int) rows[i]] = i;
        }
        return places;
    }

    /** Any number of lists of R values, one after the other, each with value {@code rows[i]} at place i. */
    static long[] ordered(long[] values, long[] rows) {
        long[] result = new long[values.length];
        for (int i = 0; i < result.length; i++) {
            int row = i % rows.length;
            result[i] = values[i - row + (int) rows[row]];
        }
        return result;
    }

    /** The same of floats. */
    static float[] ordered(float[] values, long[] rows) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            int row = i % rows.length;
            result[i] = values[i - row + (int) rows[row]];
        }
        return result;
    }
}
