package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.optim.ParameterGroup;
import org.jspecify.annotations.Nullable;

/**
 * Trained tensors that are updated in another way than the rest: {@code {match: lora_B, learning_rate_ratio: 16}} is LoRA+.
 *
 * @param match a regular expression that is found in their names
 * @param learningRateRatio their learning rate over that of the run; 1 where it is left out
 * @param weightDecay their weight decay; null is the optimizer's
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GroupSection(
        String match, double learningRateRatio, @Nullable Double weightDecay) {
    public GroupSection {
        var unused = new ParameterGroup(match, learningRateRatio, weightDecay);
    }

    @JsonCreator
    static GroupSection of(
            @JsonProperty("match") @Nullable String match,
            @JsonProperty("learning_rate_ratio") @Nullable Double learningRateRatio,
            @JsonProperty("weight_decay") @Nullable Double weightDecay) {
        if (match == null) {
            throw new InputException(
                    "a group needs match, a regular expression for names, e.g. {match: lora_B, learning_rate_ratio: 16}");
        }
        return new GroupSection(match, learningRateRatio == null ? 1 : learningRateRatio, weightDecay);
    }

    ParameterGroup group() {
        return new ParameterGroup(match, learningRateRatio, weightDecay);
    }
}
