package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.episode.EpisodeBounds;
import dev.rlvr4j.envs.tools.Calculator;
import dev.rlvr4j.envs.tools.CodeInterpreter;
import dev.rlvr4j.envs.tools.HermesCalls;
import dev.rlvr4j.envs.tools.Tool;
import dev.rlvr4j.envs.tools.ToolEnvironment;
import dev.rlvr4j.envs.tools.Toolbox;
import dev.rlvr4j.rewards.code.Isolation;
import dev.rlvr4j.rewards.code.Language;
import dev.rlvr4j.rewards.code.RunLimits;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of another environment with tools, {@code type: tools}, over several turns. Calls are written as Qwen and Hermes models
 * do, {@code <tool_call>{"name": …}</tool_call>}. The last turn, which calls nothing, is what the reward judges.
 *
 * @param tasks an environment of one turn, as it would stand in a recipe
 * @param tools which tools the model is given
 * @param sandbox what keeps Python in
 * @param readable folders outside /usr that Python may read
 * @param seconds time limit of a program; how far one that hits it gets depends on the machine
 * @param memoryMb memory limit of a program; null is 512 for Python and 64 for JavaScript
 * @param maxTurns most turns of the model
 * @param maxTurnTokens most tokens of a turn; 0 is no bound but rollout.max_tokens, which bounds the whole episode
 */
public record ToolsSection(
        EnvironmentSection tasks,
        List<Kind> tools,
        Isolation sandbox,
        List<String> readable,
        double seconds,
        @Nullable Integer memoryMb,
        int maxTurns,
        int maxTurnTokens)
        implements EnvironmentSection {
    /** The tools there are. */
    public enum Kind {
        /** Exact arithmetic. */
        CALCULATOR,
        /** Runs a Python program in the sandbox. */
        PYTHON,
        /** Runs a JavaScript program in QuickJS. */
        JAVASCRIPT
    }

    static final ToolsSection DEFAULT = new ToolsSection(
            Arithmetic.DEFAULT, List.of(Kind.CALCULATOR), Isolation.BUBBLEWRAP, List.of(), 5, null, 8, 0);

    public ToolsSection {
        tools = List.copyOf(tools);
        readable = List.copyOf(readable);
        if (!(seconds >= 0.001 && seconds <= 86_400)) {
            throw new InputException("seconds must be from 0.001 to 86400, but is " + seconds);
        }
        if (memoryMb != null && (memoryMb < 16 || memoryMb > 1 << 20)) {
            throw new InputException("memory_mb must be from 16 to " + (1 << 20) + ", but is " + memoryMb);
        }
        new EpisodeBounds(maxTurns, maxTurnTokens);
    }

    @Override
    public String title() {
        return tasks.title() + " with tools";
    }

    @Override
    public ToolEnvironment open() {
        return new ToolEnvironment(
                tasks.openSingleTurn("environment.tasks"),
                new Toolbox(tools.stream().map(this::tool).toList()),
                new HermesCalls(),
                new EpisodeBounds(maxTurns, maxTurnTokens));
    }

    private Tool tool(Kind kind) {
        return switch (kind) {
            case CALCULATOR -> new Calculator();
            case PYTHON -> interpreter(Language.PYTHON);
            case JAVASCRIPT -> interpreter(Language.JAVASCRIPT);
        };
    }

    private CodeInterpreter interpreter(Language language) {
        RunLimits usual = language.limits();
        RunLimits limits = new RunLimits(
                Duration.ofMillis(Math.round(1000 * seconds)),
                memoryMb == null ? usual.memoryBytes() : (long) memoryMb << 20,
                usual.processes(),
                usual.fileBytes());
        return new CodeInterpreter(language, language.open(sandbox, readable, limits), limits);
    }
}
