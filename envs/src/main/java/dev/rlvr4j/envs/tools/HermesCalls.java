package dev.rlvr4j.envs.tools;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rlvr4j.core.text.Speaker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Calls as models of the Qwen and Hermes families write them: {@code <tool_call>{"name": …, "arguments": {…}}</tool_call>},
 * any number in a turn. What stands inside {@code <think>…</think>} is thought and calls nothing.
 */
public final class HermesCalls implements CallFormat {
    private static final String OPEN = "<tool_call>";
    private static final String CLOSE = "</tool_call>";
    private static final int MAX_CALLS = 16;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    @Override
    public List<ToolCall> calls(String turn) {
        List<ToolCall> calls = new ArrayList<>();
        String text = afterThinking(turn);
        int from = text.indexOf(OPEN);
        while (from >= 0 && calls.size() < MAX_CALLS) {
            int start = from + OPEN.length();
            int end = text.indexOf(CLOSE, start);
            if (end < 0) {
                calls.add(new ToolCall.Malformed("the call is not closed by " + CLOSE));
                break;
            }
            calls.add(call(text.substring(start, end)));
            from = text.indexOf(OPEN, end);
        }
        return calls;
    }

    private static String afterThinking(String turn) {
        int close = turn.lastIndexOf("</think>");
        int start = close < 0 ? 0 : close + "</think>".length();
        int open = turn.indexOf("<think>", start);
        return turn.substring(start, open < 0 ? turn.length() : open);
    }

    private static ToolCall call(String json) {
        JsonNode call;
        try {
            call = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return new ToolCall.Malformed("the call is not valid JSON: "
                    + e.getOriginalMessage().lines().findFirst().orElse("cannot be read"));
        } catch (NumberFormatException e) { // which Jackson lets through where an exponent is beyond an int
            return new ToolCall.Malformed("the call is not valid JSON: a number is out of range");
        }
        if (!call.isObject() || !call.path("name").isTextual()) {
            return new ToolCall.Malformed(
                    "a call must be a JSON object with the tool's \"name\" and its \"arguments\"");
        }
        JsonNode arguments = call.get("arguments");
        if (arguments != null && arguments.isTextual()) { // as the OpenAI API writes them
            arguments = parsed(arguments.textValue());
        }
        if (arguments == null) {
            return new ToolCall.Malformed(
                    "the call of '" + call.path("name").textValue() + "' needs \"arguments\", a JSON object");
        }
        return new ToolCall.Named(call.path("name").textValue(), arguments);
    }

    private static @Nullable JsonNode parsed(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException | NumberFormatException e) {
            return null;
        }
    }

    @Override
    public Speaker speaker() {
        return Speaker.TOOL;
    }

    @Override
    public String write(ToolAnswer answer) {
        return answer.error() ? "error: " + answer.text() : answer.text();
    }
}
