package dev.rlvr4j.envs.generators;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * A level that follows the success rate. Success rates are recorded one after another; once {@code window} of them were seen at
 * a level, their mean decides: above {@code raiseAbove} the level goes up by one, below {@code lowerBelow} down by one, and the
 * window starts again; else the oldest makes room for the next.
 *
 * <p>Immutable, and a function of the rates recorded: the same rates in the same order give the same level. {@link #toJson} and
 * {@link #fromJson} keep all of it, so that a run goes on where it stopped.
 *
 * @param rule when the level changes
 * @param level now, from 1
 * @param recent success rates seen at this level, oldest first, fewer than or as many as the window
 */
public record Curriculum(Rule rule, int level, List<Double> recent) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * When the level changes.
     *
     * @param levels how many levels there are
     * @param window success rates that decide, e.g. one per step
     * @param raiseAbove mean success rate above which the level goes up
     * @param lowerBelow mean success rate below which it goes down
     */
    public record Rule(int levels, int window, double raiseAbove, double lowerBelow) {
        public Rule {
            Bounds.within("levels", levels, 1, 1_000);
            Bounds.within("window", window, 1, 100_000);
            if (!(0 <= lowerBelow && lowerBelow < raiseAbove && raiseAbove <= 1)) {
                throw new InputException(
                        "lower_below and raise_above must be 0 <= lower_below < raise_above <= 1, but are " + lowerBelow
                                + " and " + raiseAbove);
            }
        }

        /** Up above three quarters, down below a quarter, of ten rates. */
        public static Rule usual(int levels) {
            return new Rule(levels, 10, 0.75, 0.25);
        }
    }

    public Curriculum {
        recent = List.copyOf(recent);
        Bounds.within("level", level, 1, rule.levels);
        if (recent.size() > rule.window) {
            throw new InputException("a window of " + rule.window + " success rates holds no " + recent.size()
                    + "; is it another rule's?");
        }
        recent.forEach(Curriculum::checkRate);
    }

    /** At a level, with nothing recorded yet. */
    public static Curriculum start(Rule rule, int level) {
        return new Curriculum(rule, level, List.of());
    }

    /** What comes of one more success rate in [0, 1], measured at the level now. */
    public Curriculum record(double successRate) {
        checkRate(successRate);
        List<Double> seen = new ArrayList<>(recent);
        seen.add(successRate);
        if (seen.size() > rule.window) {
            seen.remove(0);
        }
        double mean = seen.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        int next = level;
        if (seen.size() == rule.window) {
            next = mean > rule.raiseAbove ? level + 1 : mean < rule.lowerBelow ? level - 1 : level;
        }
        next = Math.max(1, Math.min(rule.levels, next));
        return new Curriculum(rule, next, next == level ? seen : List.of());
    }

    /** Level and window as JSON; the rule is the recipe's. */
    public String toJson() {
        ObjectNode state = JSON.createObjectNode().put("level", level);
        recent.forEach(state.putArray("recent")::add);
        return state.toString();
    }

    /** @throws InputException if the text is no curriculum's state, or another rule's */
    public static Curriculum fromJson(Rule rule, String json) {
        try {
            JsonNode state = JSON.readTree(json);
            List<Double> recent = new ArrayList<>();
            state.path("recent").forEach(rate -> recent.add(rate.isNumber() ? rate.doubleValue() : Double.NaN));
            if (!state.path("level").isInt() || !state.path("recent").isArray()) {
                throw new InputException("a curriculum's state has level and recent, but this is " + json);
            }
            return new Curriculum(rule, state.path("level").intValue(), recent);
        } catch (JsonProcessingException e) {
            throw new InputException("a curriculum's state is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static void checkRate(double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new InputException("a success rate must be from 0 to 1, but is " + rate);
        }
    }
}
