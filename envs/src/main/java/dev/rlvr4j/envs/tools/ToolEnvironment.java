package dev.rlvr4j.envs.tools;

import dev.rlvr4j.core.text.Speaker;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.envs.episode.Episode;
import dev.rlvr4j.envs.episode.EpisodeBounds;
import dev.rlvr4j.envs.episode.Episodes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tasks of an environment, with tools to solve them. What is judged is the model's last turn, the one that calls nothing.
 *
 * @param tasks where tasks come from
 * @param toolbox the tools
 * @param format how they are called
 * @param bounds how far an episode may go
 */
public record ToolEnvironment(Environment tasks, Toolbox toolbox, CallFormat format, EpisodeBounds bounds)
        implements Environment, Episodes {
    @Override
    public String name() {
        return tasks.name() + " with tools";
    }

    @Override
    public TaskSource train() {
        return tasks.train();
    }

    @Override
    public TaskSource heldOut() {
        return tasks.heldOut();
    }

    @Override
    public Environment without(Function<Task, Optional<String>> unusable) {
        return new ToolEnvironment(tasks.without(unusable), toolbox, format, bounds);
    }

    @Override
    public String problem(String question) {
        return tasks.problem(question);
    }

    @Override
    public List<String> notes() {
        return tasks.notes();
    }

    @Override
    public Episode open(Task task) {
        return new ToolEpisode(toolbox, format);
    }

    @Override
    public List<String> stops() {
        return format.stops();
    }

    @Override
    public List<Map<String, Object>> tools() {
        // Inline calls are learnt, not declared: templates would ask for calls of another form.
        return format.speaker() == Speaker.TOOL ? toolbox.declarations() : List.of();
    }
}
