package dev.rlvr4j.envs.tools;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The tool {@code python} (or another name): runs a program and answers what it printed. Each call is a program of its own.
 * What runs it is given from outside, e.g. a sandbox; this class knows only {@link Execution}.
 *
 * @param name the tool's name, usually the language's
 * @param execution runs programs
 */
public record CodeInterpreter(String name, Execution execution) implements Tool {
    private static final String PARAMETER = "code";
    private static final int MAX_LENGTH = 20_000;

    /** Runs programs, contained and within limits of its own. Thread-safe. */
    @FunctionalInterface
    public interface Execution {
        /**
         * Runs a program to its end or its limit.
         *
         * @throws Exception where the sandbox itself is broken: the run ends with it. What the program does wrong is a result
         */
        Result run(String code) throws Exception;
    }

    /**
     * What came of a program.
     *
     * @param output what it printed, to both of its outputs, in order where known
     * @param failure why it did not end well, for the model (an exit code, a time limit); empty where it did
     */
    public record Result(String output, String failure) {}

    @Override
    public String description() {
        return "Runs a program in " + name + " and answers what it prints. Nothing is kept between two calls.";
    }

    @Override
    public ObjectNode parameters() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        schema.putObject("properties")
                .putObject(PARAMETER)
                .put("type", "string")
                .put("description", "the program")
                .put("minLength", 1)
                .put("maxLength", MAX_LENGTH);
        schema.putArray("required").add(PARAMETER);
        return schema.put("additionalProperties", false);
    }

    @Override
    public String call(ObjectNode arguments) throws Exception {
        Result result = execution.run(arguments.path(PARAMETER).asText());
        String output = result.output().stripTrailing();
        if (!result.failure().isEmpty()) {
            throw new ToolException(output.isEmpty() ? result.failure() : output + "\n" + result.failure());
        }
        return output.isEmpty() ? "(no output)" : output;
    }
}
