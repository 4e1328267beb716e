package dev.rlvr4j.rewards.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.remote.Endpoint.BadAnswer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Attempts and scores as JSON. */
final class Answers {
    private static final int MAX_PARTS = 100;

    private Answers() {}

    static ObjectNode request(Attempt attempt) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("task_id", attempt.taskId());
        node.put("question", attempt.question());
        node.put("reference", attempt.reference());
        node.put("response", attempt.response());
        node.put("truncated", attempt.truncated());
        ObjectNode metadata = node.putObject("metadata");
        attempt.metadata().forEach(metadata::put);
        return node;
    }

    /** {@code {"score": number, "reason": text, "parts": {name: number}}}, of which only the score must be there. */
    static Score score(JsonNode node) throws BadAnswer {
        JsonNode score = node.path("score");
        if (!score.isNumber() || !Double.isFinite(score.doubleValue())) {
            throw new BadAnswer("the answer has no finite number 'score': " + quote(node.toString()));
        }
        Map<String, Double> parts = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> part : node.path("parts").properties()) {
            if (!part.getValue().isNumber() || parts.size() == MAX_PARTS) {
                throw new BadAnswer(
                        "'parts' must be at most " + MAX_PARTS + " numbers by name: " + quote(node.toString()));
            }
            parts.put(part.getKey(), part.getValue().doubleValue());
        }
        JsonNode reason = node.path("reason");
        String text = reason.isTextual() ? reason.asText() : "scored by the server";
        return new Score(score.doubleValue(), parts, text.length() > 500 ? text.substring(0, 500) + "…" : text);
    }

    static String quote(String text) {
        return Verdict.quote(text);
    }
}
