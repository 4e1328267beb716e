package dev.rlvr4j.envs.tools;

import dev.rlvr4j.envs.episode.Episode;
import dev.rlvr4j.envs.episode.Reply;
import dev.rlvr4j.envs.episode.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An episode in which calls are answered until the model says something that calls no tool: its answer to the task. */
final class ToolEpisode implements Episode {
    private final Toolbox tools;
    private final CallFormat format;
    private int calls;
    private int errors;

    ToolEpisode(Toolbox tools, CallFormat format) {
        this.tools = tools;
        this.format = format;
    }

    @Override
    public Reply reply(Turn turn) throws Exception {
        List<ToolCall> asked = format.calls(turn.text());
        if (asked.isEmpty()) {
            // Only the last turn is judged: a number in a tool's answer is not the model's answer.
            return new Reply.End(turn.text());
        }
        List<String> texts = new ArrayList<>();
        for (ToolCall call : asked) {
            ToolAnswer answer = tools.answer(call);
            calls++;
            errors += answer.error() ? 1 : 0;
            texts.add(format.write(answer));
        }
        return new Reply.Observation(format.speaker(), texts);
    }

    @Override
    public Map<String, Double> figures() {
        return Map.of("tool_calls", (double) calls, "tool_errors", (double) errors);
    }
}
