package dev.rlvr4j.envs.tools;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.rewards.code.CodeRunner;
import dev.rlvr4j.rewards.code.Language;
import dev.rlvr4j.rewards.code.Run;
import dev.rlvr4j.rewards.code.RunLimits;
import java.util.Locale;

/**
 * The tool {@code python} or {@code javascript}: runs a program where code rewards do, and answers what it printed. Each call is
 * a program of its own. A program that fails or hits a limit is answered as an error, with what it printed until then.
 *
 * @param language what programs are written in
 * @param runner runs them, contained
 * @param limits of each call
 */
public record CodeInterpreter(Language language, CodeRunner runner, RunLimits limits) implements Tool {
    /** Its parameter. */
    public static final String PARAMETER = "code";

    private static final int MAX_LENGTH = 20_000;
    private static final int MAX_OUTPUT = 4000;
    private static final int MAX_ERRORS = 2000;

    /** The language in lower case. */
    @Override
    public String name() {
        return language.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String description() {
        return "Runs a program in " + name() + " and answers what it prints. Nothing is kept between two calls.";
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
    public String call(ObjectNode arguments) throws ToolException, InterruptedException {
        Run run = runner.run(language.program(arguments.path(PARAMETER).asText(), ""), limits);
        StringBuilder answer = new StringBuilder(start(run.output().stripTrailing()));
        addLine(answer, end(run.errors().strip()));
        if (!run.succeeded()) {
            addLine(answer, failure(run));
            throw new ToolException(answer.toString());
        }
        return answer.isEmpty() ? "(no output)" : answer.toString();
    }

    private String failure(Run run) {
        return switch (run.end()) {
            case EXITED -> "exit code " + run.exitCode();
            case TIMED_OUT -> "stopped: it took more than " + limits.wall().toMillis() / 1000.0 + " s";
            case OUT_OF_MEMORY -> "stopped: it took more than " + (limits.memoryBytes() >> 20) + " MiB of memory";
        };
    }

    /** What counts of an output is its start, of errors their end. */
    private static String start(String text) {
        int more = text.length() - MAX_OUTPUT;
        return more <= 0 ? text : text.substring(0, MAX_OUTPUT) + "… (" + more + " more)";
    }

    private static String end(String text) {
        int more = text.length() - MAX_ERRORS;
        return more <= 0 ? text : "(" + more + " before) …" + text.substring(more);
    }

    private static void addLine(StringBuilder text, String line) {
        text.append(text.isEmpty() || line.isEmpty() ? "" : "\n").append(line);
    }
}
