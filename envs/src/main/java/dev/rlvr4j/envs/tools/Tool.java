package dev.rlvr4j.envs.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Something the model may call in an episode. Thread-safe. */
public interface Tool {
    /** The name it is called by: letters, digits, {@code _} and {@code -}. */
    String name();

    /** What it does and what it answers, in a sentence for the model. */
    String description();

    /**
     * JSON schema of the arguments, of type {@code object}. Known keywords: {@code type}, {@code properties}, {@code required},
     * {@code additionalProperties} (false), {@code enum}, {@code items}, {@code minimum}, {@code maximum},
     * {@code minLength}, {@code maxLength}, {@code maxItems}; {@code description}, {@code title} and {@code default} are for
     * the model.
     */
    ObjectNode parameters();

    /**
     * Calls the tool.
     *
     * @param arguments fit the schema
     * @return what the model reads
     * @throws ToolException where the call fails by the model's fault, with a message that the model reads
     * @throws Exception where the tool itself is broken: the run ends with it
     */
    String call(ObjectNode arguments) throws Exception;
}
