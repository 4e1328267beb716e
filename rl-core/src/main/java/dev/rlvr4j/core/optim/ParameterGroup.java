package dev.rlvr4j.core.optim;

import dev.rlvr4j.core.InputException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Trainable tensors that are updated in another way than the rest.
 *
 * @param match a regular expression that is found in their names, e.g. {@code lora_B}
 * @param learningRateRatio their learning rate over that of the run, at least 0; 0 leaves them as they are
 * @param weightDecay their weight decay; null is the optimizer's
 */
public record ParameterGroup(
        String match, double learningRateRatio, @Nullable Double weightDecay) {
    public ParameterGroup {
        pattern(match);
        Ranges.notNegative("learning_rate_ratio", learningRateRatio);
        if (weightDecay != null) {
            Ranges.notNegative("weight_decay", weightDecay);
        }
    }

    boolean holds(String name) {
        return pattern(match).matcher(name).find();
    }

    private static Pattern pattern(String match) {
        try {
            return Pattern.compile(match);
        } catch (PatternSyntaxException e) {
            throw new InputException(
                    "match must be a regular expression, but '" + match + "' is none: " + e.getDescription(), e);
        }
    }
}
