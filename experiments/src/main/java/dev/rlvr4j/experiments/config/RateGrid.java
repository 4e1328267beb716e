package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/**
 * The learning rates an arm is tried at: a list, or {@code {from: 1e-4, to: 1e-2}} for every half-decade between.
 *
 * @param rates ascending, all different, at least one; none where the arm takes the comparison's
 */
public record RateGrid(List<Double> rates) {
    /** Half-decades are rounded to this many digits: 1e-3, 3.16e-3, 1e-2. */
    private static final MathContext DIGITS = new MathContext(3);

    private static final int LARGEST = 100;

    /** Half-decades by which an end may miss one: 3e-4 is 0.046 of a half-decade below 3.16e-4. */
    private static final double NEAR = 0.06;

    public RateGrid {
        rates = rates.stream().sorted().toList();
        for (int i = 0; i < rates.size(); i++) {
            double rate = rates.get(i);
            if (!(rate > 0 && Double.isFinite(rate))) {
                throw new InputException("a learning rate must be above 0, but the grid holds " + rate);
            }
            if (i > 0 && rate == rates.get(i - 1)) {
                throw new InputException("the grid holds the learning rate " + rate + " twice; keep one of them");
            }
        }
    }

    /**
     * Every half-decade from one rate to another, both ends included. Half-decades are 1, 3.16, 10, 31.6 ... times a power of ten;
     * where the lower end is near one of those it is taken for it, so that 3e-4, 3.16e-4 and 3.2e-4 begin the same grid.
     */
    static RateGrid halfDecades(double from, double to) {
        if (!(from > 0 && to >= from && Double.isFinite(to))) {
            throw new InputException("a grid goes from a learning rate above 0 up to another, but this one goes from "
                    + from + " to " + to);
        }
        List<Double> rates = new ArrayList<>();
        double first = 2 * Math.log10(from);
        double start = Math.abs(first - Math.rint(first)) < NEAR ? Math.rint(first) : first;
        double end = 2 * Math.log10(to) + NEAR;
        for (double half = start; half <= end; half++) {
            if (rates.size() >= LARGEST) {
                throw new InputException(
                        "the grid from " + from + " to " + to + " has more than " + LARGEST + " rates");
            }
            rates.add(new BigDecimal(Math.pow(10, half / 2)).round(DIGITS).doubleValue());
        }
        return new RateGrid(rates);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static RateGrid of(JsonNode value) {
        if (value.isObject()) {
            List<String> keys = new ArrayList<>();
            value.fieldNames().forEachRemaining(keys::add);
            JsonNode from = value.path("from");
            JsonNode to = value.path("to");
            if (keys.size() == 2 && from.isNumber() && to.isNumber()) {
                return halfDecades(from.doubleValue(), to.doubleValue());
            }
        } else if (value.isNumber()) {
            return new RateGrid(List.of(value.doubleValue()));
        } else if (value.isArray()) {
            List<Double> rates = new ArrayList<>();
            for (JsonNode rate : value) {
                if (!rate.isNumber()) {
                    throw malformed(value);
                }
                rates.add(rate.doubleValue());
            }
            return new RateGrid(rates);
        }
        throw malformed(value);
    }

    private static InputException malformed(JsonNode value) {
        return new InputException(
                "learning_rates must be a list such as [1e-4, 1e-3], or {from: 1e-4, to: 1e-2} for every"
                        + " half-decade between, but is " + value);
    }

    @JsonValue
    List<Double> value() {
        return rates;
    }
}
