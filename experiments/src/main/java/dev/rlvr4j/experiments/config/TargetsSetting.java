package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.List;

/**
 * The value of {@code target_modules}, which has three forms as in HF PEFT.
 *
 * @param names module names, {@code all-linear}, or one regular expression
 * @param pattern whether it is a regular expression
 */
record TargetsSetting(List<String> names, boolean pattern) {
    static final TargetsSetting ALL_LINEAR = new TargetsSetting(List.of("all-linear"), false);

    public TargetsSetting {
        names = List.copyOf(names);
    }

    static TargetsSetting of(JsonNode value) {
        if (value.isTextual()) {
            boolean all = value.textValue().equals(ALL_LINEAR.names.get(0));
            return all ? ALL_LINEAR : new TargetsSetting(List.of(value.textValue()), true);
        }
        List<String> names = new ArrayList<>();
        value.forEach(name -> names.add(name.isTextual() ? name.textValue() : ""));
        if (!value.isArray() || names.isEmpty() || names.contains("")) {
            throw new InputException(
                    "target_modules must be all-linear, a list of module names such as [q_proj, v_proj], or one regular"
                            + " expression, but is " + value);
        }
        return new TargetsSetting(names, false);
    }
}
