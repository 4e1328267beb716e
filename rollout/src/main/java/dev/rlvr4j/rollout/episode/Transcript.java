package dev.rlvr4j.rollout.episode;

import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.core.text.TurnTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tokens of an episode so far: sampled ones as they were sampled, and given ones between them. */
final class Transcript {
    private final Prompt prompt;
    private final StringBuilder text = new StringBuilder();
    private final List<VersionSpan> versions = new ArrayList<>();
    private int[] tokens = {};
    private float[] logProbs = {};

    Transcript(Prompt prompt) {
        this.prompt = prompt;
    }

    /** Number of tokens after the prompt. */
    int length() {
        return tokens.length;
    }

    /**
     * Appends a turn of the model.
     *
     * @param said the whole turn as text
     */
    void sampled(Completion turn, String said) {
        int start = tokens.length;
        append(turn.tokens());
        System.arraycopy(turn.logProbs(), 0, logProbs, start, turn.logProbs().length);
        turn.versions()
                .forEach(span ->
                        versions.add(new VersionSpan(start + span.start(), start + span.end(), span.version())));
        text.append(said);
    }

    /** Appends what the model is given. */
    void given(TurnTokens.Given given) {
        append(given.tokens());
        text.append(given.text());
    }

    private void append(int[] more) {
        int start = tokens.length;
        tokens = Arrays.copyOf(tokens, start + more.length);
        logProbs = Arrays.copyOf(logProbs, start + more.length);
        System.arraycopy(more, 0, tokens, start, more.length);
    }

    /** The prompt of the next turn: the episode's, and all that came after it. */
    Prompt next() {
        int[] all = Arrays.copyOf(prompt.tokens(), prompt.tokens().length + tokens.length);
        System.arraycopy(tokens, 0, all, prompt.tokens().length, tokens.length);
        return new Prompt(prompt.taskId(), prompt.text() + text, all);
    }

    Completion completion(FinishReason reason) {
        return new Completion(tokens, logProbs, reason, versions, text.toString());
    }
}
