package dev.rlvr4j.envs.tools;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A set of tools by name. Thread-safe. */
public final class Toolbox {
    /** Longest answer in characters; what is longer is cut, and says so. */
    private static final int MAX_ANSWER = 8192;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private record Entry(Tool tool, ArgumentSchema schema) {}

    private final Map<String, Entry> tools = new LinkedHashMap<>();

    /** @throws InputException if there is none, two share a name, a name is not one, or a schema is not understood */
    public Toolbox(List<Tool> tools) {
        for (Tool tool : tools) {
            String name = tool.name();
            if (name.isEmpty() || !name.chars().allMatch(Toolbox::allowed)) {
                throw new InputException(
                        "a tool's name must be of letters, digits, _ and -, but one is '" + name + "'");
            }
            Entry entry = new Entry(tool, new ArgumentSchema(name, tool.parameters()));
            if (this.tools.put(name, entry) != null) {
                throw new InputException("two tools are named '" + name + "'; rename one");
            }
        }
        if (tools.isEmpty()) {
            throw new InputException("a toolbox needs at least one tool, but has none");
        }
    }

    public Toolbox(Tool... tools) {
        this(List.of(tools));
    }

    private static boolean allowed(int c) {
        return c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    /**
     * Answers a call; what the model did wrong is an answer too.
     *
     * @throws Exception where the tool itself is broken
     */
    public ToolAnswer answer(ToolCall call) throws Exception {
        if (call instanceof ToolCall.Named named) {
            return answer(named);
        }
        return new ToolAnswer(((ToolCall.Malformed) call).problem(), true);
    }

    private ToolAnswer answer(ToolCall.Named call) throws Exception {
        Entry entry = tools.get(call.name());
        if (entry == null) {
            return new ToolAnswer(
                    "there is no tool '" + shortened(call.name(), 40) + "'; known: "
                            + String.join(", ", tools.keySet()),
                    true);
        }
        if (!(call.arguments() instanceof ObjectNode arguments)) {
            return new ToolAnswer("the arguments of '" + call.name() + "' must be a JSON object", true);
        }
        Optional<String> problem = entry.schema.problem(arguments);
        if (problem.isPresent()) {
            return new ToolAnswer(problem.get(), true);
        }
        try {
            return new ToolAnswer(shortened(entry.tool.call(arguments), MAX_ANSWER), false);
        } catch (ToolException e) {
            return new ToolAnswer(shortened(String.valueOf(e.getMessage()), MAX_ANSWER), true);
        }
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "… (" + (text.length() - most) + " more)";
    }

    /** The tools in the layout of the OpenAI API, as chat templates take them: maps, lists, texts, numbers. */
    public List<Map<String, Object>> declarations() {
        return tools.values().stream().map(Toolbox::declaration).toList();
    }

    private static Map<String, Object> declaration(Entry entry) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", entry.tool.name());
        function.put("description", entry.tool.description());
        function.put("parameters", MAPPER.convertValue(entry.tool.parameters(), Map.class));
        Map<String, Object> declaration = new LinkedHashMap<>();
        declaration.put("type", "function");
        declaration.put("function", function);
        return declaration;
    }
}
