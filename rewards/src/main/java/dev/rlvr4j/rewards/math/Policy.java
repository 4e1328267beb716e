package dev.rlvr4j.rewards.math;

import dev.rlvr4j.core.InputException;
import java.util.Locale;
import java.util.Map;

/** What counts as an answer, by the task's metadata {@code policy}; {@link #VALUE} where it has none. */
public enum Policy {
    /** A number literal: pays no restatement of a question ({@code 123\times456} for 56088). */
    LITERAL,
    /** Any expression of the reference's value, simplified or not. */
    VALUE,
    /** Of the reference's value, with fractions in lowest terms and nothing left to work out. */
    REDUCED,
    /** One letter. */
    CHOICE,
    /** The same words, whatever their case, blanks and LaTeX wrappers. */
    TEXT;

    /** @throws InputException if the policy is none of these */
    static Policy of(Map<String, String> metadata) {
        String name = metadata.get("policy");
        if (name == null || name.isBlank()) {
            return VALUE;
        }
        for (Policy policy : values()) {
            if (policy.name().equalsIgnoreCase(name.strip())) {
                return policy;
            }
        }
        throw new InputException("the verifier 'math' has no policy '" + name
                + "'; set the task's field policy to one of literal, value, reduced, choice, text, or leave it out for value: "
                + "got " + name.toLowerCase(Locale.ROOT));
    }
}
