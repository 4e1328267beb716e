package dev.rlvr4j.envs.tools;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The tool {@code calculator}: exact arithmetic on fractions. It knows {@code + - * / ^} (whole exponents), signs,
 * parentheses and decimal numbers, and answers a whole number, a decimal number where one is exact in 20 places, or else a
 * fraction in lowest terms. Expressions, nesting and results are bounded, and so is its time.
 */
public final class Calculator implements Tool {
    /** Its name. */
    public static final String NAME = "calculator";

    /** Its parameter. */
    public static final String PARAMETER = "expression";

    private static final int MAX_LENGTH = 1000;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "Evaluates an arithmetic expression exactly, e.g. (17+38)*2/3. Known are + - * / ^ and parentheses.";
    }

    @Override
    public ObjectNode parameters() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties")
                .putObject(PARAMETER)
                .put("type", "string")
                .put("description", "the expression")
                .put("maxLength", MAX_LENGTH);
        schema.putArray("required").add(PARAMETER);
        return schema.put("additionalProperties", false);
    }

    @Override
    public String call(ObjectNode arguments) throws ToolException {
        return evaluate(arguments.path(PARAMETER).asText());
    }

    /**
     * The value of an expression.
     *
     * @throws ToolException if it cannot be read, divides by zero, or is beyond the bounds
     */
    static String evaluate(String expression) throws ToolException {
        return new Formula(expression).value().toString();
    }
}
