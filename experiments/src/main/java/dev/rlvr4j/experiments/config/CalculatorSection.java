package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.episode.EpisodeBounds;
import dev.rlvr4j.envs.generators.ArithmeticEnvironment;
import dev.rlvr4j.envs.generators.ArithmeticSettings;
import dev.rlvr4j.envs.tools.Calculator;
import dev.rlvr4j.envs.tools.CallFormat;
import dev.rlvr4j.envs.tools.HermesCalls;
import dev.rlvr4j.envs.tools.InlineCalls;
import dev.rlvr4j.envs.tools.ToolEnvironment;
import dev.rlvr4j.envs.tools.Toolbox;

/**
 * Arithmetic with a calculator, over several turns. The last turn, which calls nothing, is what the reward judges.
 *
 * @param terms operands of a question
 * @param min smallest operand
 * @param max largest operand
 * @param operators {@code "+"}, {@code "-"}, {@code "+-"} or {@code "*"}
 * @param heldOutShare share of all questions that is held out
 * @param heldOutSize number of held-out tasks
 * @param seed of the questions and of the split
 * @param calls how calls are written
 * @param callOpen what opens an inline call; may be empty: then the arithmetic characters before its close are the call
 * @param callClose what closes an inline call and ends the turn
 * @param answerOpen what stands before the answer of an inline call
 * @param answerClose what stands after it
 * @param maxTurns most turns of the model
 * @param maxTurnTokens most tokens of a turn; 0 is no bound but rollout.max_tokens, which bounds the whole episode
 */
public record CalculatorSection(
        int terms,
        int min,
        int max,
        String operators,
        double heldOutShare,
        int heldOutSize,
        long seed,
        Calls calls,
        String callOpen,
        String callClose,
        String answerOpen,
        String answerClose,
        int maxTurns,
        int maxTurnTokens)
        implements EnvironmentSection {
    /** How calls are written. */
    public enum Calls {
        /** In the model's own line: {@code [17+38]=55;}. */
        INLINE,
        /** As Qwen and Hermes models do: {@code <tool_call>{"name": …}</tool_call>}. */
        HERMES
    }

    static final CalculatorSection DEFAULT =
            new CalculatorSection(3, 10, 49, "+", 0.1, 512, 1, Calls.INLINE, "[", "]", "=", ";", 8, 0);

    public CalculatorSection {
        if (callClose.isEmpty()) {
            throw new InputException("call_close is empty, but a call must end in some text, e.g. ']'");
        }
        new EpisodeBounds(maxTurns, maxTurnTokens);
    }

    @Override
    public String title() {
        return "arithmetic with a calculator";
    }

    @Override
    public ToolEnvironment open() {
        CallFormat format = switch (calls) {
            case INLINE ->
                new InlineCalls(Calculator.NAME, Calculator.PARAMETER, callOpen, callClose, answerOpen, answerClose);
            case HERMES -> new HermesCalls();
        };
        return new ToolEnvironment(
                new ArithmeticEnvironment(
                        new ArithmeticSettings(terms, min, max, operators, heldOutShare, heldOutSize, seed)),
                new Toolbox(new Calculator()),
                format,
                new EpisodeBounds(maxTurns, maxTurnTokens));
    }
}
