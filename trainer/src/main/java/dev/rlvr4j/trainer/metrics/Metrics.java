package dev.rlvr4j.trainer.metrics;

import dev.rlvr4j.core.RlvrException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Named accumulators that can be merged, so that a figure over a batch does not depend on how the batch was split. A name
 * keeps one kind: weighted mean, sum, minimum or maximum. Keeps the order of first use. Not thread-safe.
 */
public final class Metrics {
    private enum Kind {
        MEAN,
        SUM,
        MIN,
        MAX
    }

    private static final class Cell {
        final Kind kind;
        double value;
        double weight;

        Cell(Kind kind) {
            this.kind = kind;
            this.value = switch (kind) {
                case MEAN, SUM -> 0;
                case MIN -> Double.POSITIVE_INFINITY;
                case MAX -> Double.NEGATIVE_INFINITY;
            };
        }

        void add(double v, double w) {
            switch (kind) {
                case MEAN -> {
                    value += v;
                    weight += w;
                }
                case SUM -> value += v;
                case MIN -> value = Math.min(value, v);
                case MAX -> value = Math.max(value, v);
            }
        }

        double result() {
            return kind == Kind.MEAN ? value / weight : value;
        }
    }

    private final Map<String, Cell> cells = new LinkedHashMap<>();

    /** Adds one figure to a mean. */
    public Metrics mean(String name, double value) {
        return meanOf(name, value, 1);
    }

    /** Adds {@code count} figures, which sum to {@code sum}, to a mean. A count of 0 adds nothing. */
    public Metrics meanOf(String name, double sum, double count) {
        if (count != 0) {
            cell(name, Kind.MEAN).add(sum, count);
        }
        return this;
    }

    public Metrics sum(String name, double value) {
        cell(name, Kind.SUM).add(value, 1);
        return this;
    }

    public Metrics min(String name, double value) {
        cell(name, Kind.MIN).add(value, 1);
        return this;
    }

    public Metrics max(String name, double value) {
        cell(name, Kind.MAX).add(value, 1);
        return this;
    }

    /** Adds all that another has collected. */
    public Metrics merge(Metrics other) {
        other.cells.forEach((name, cell) -> cell(name, cell.kind).add(cell.value, cell.weight));
        return this;
    }

    /** Forgets a figure. */
    public void remove(String name) {
        cells.remove(name);
    }

    /** The figures so far, in order of first use. */
    public Map<String, Double> toMap() {
        Map<String, Double> map = new LinkedHashMap<>();
        cells.forEach((name, cell) -> map.put(name, cell.result()));
        return map;
    }

    private Cell cell(String name, Kind kind) {
        Cell cell = cells.computeIfAbsent(name, n -> new Cell(kind));
        if (cell.kind != kind) {
            throw new RlvrException("metric '" + name + "' is used as " + cell.kind + " and as " + kind
                    + "; give one of them another name");
        }
        return cell;
    }
}
