package dev.rlvr4j.rollout.episode;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.TurnTokens;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.episode.Episode;
import dev.rlvr4j.envs.episode.EpisodeBounds;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.envs.episode.Reply;
import dev.rlvr4j.envs.episode.Turn;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One episode while it is played. Used by one thread at a time. */
final class Play {
    private final Task task;
    private final SampleRequest request;
    private final int index;
    private final Episode episode;
    private final Episodes kind;
    private final Tokenizer tokenizer;
    private final TurnTokens turnTokens;
    private final Transcript transcript;
    private int turns;
    private @Nullable Trajectory trajectory;

    Play(
            Task task,
            SampleRequest request,
            int index,
            Episode episode,
            Episodes kind,
            Tokenizer tokenizer,
            TurnTokens turnTokens) {
        this.task = task;
        this.request = request;
        this.index = index;
        this.episode = episode;
        this.kind = kind;
        this.tokenizer = tokenizer;
        this.turnTokens = turnTokens;
        this.transcript = new Transcript(request.prompt());
    }

    /** How a turn is sampled of which so many tokens are left. */
    static SamplingParams params(SamplingParams whole, EpisodeBounds bounds, List<String> stops, int left) {
        Set<String> all = new LinkedHashSet<>(whole.stopStrings());
        all.addAll(stops);
        return new SamplingParams(
                whole.temperature(),
                whole.topK(),
                whole.topP(),
                whole.minP(),
                bounds.maxTurnTokens() == 0 ? left : Math.min(left, bounds.maxTurnTokens()),
                whole.stopTokens(),
                new ArrayList<>(all),
                whole.ignoreEos());
    }

    /** The request of a later turn. Its noise depends on (seed, sequence, turn) and nothing else. */
    SampleRequest next() {
        long seed = CounterRandom.key(CounterRandom.key(CounterRandom.key(request.seed(), "turn"), turns), index);
        int left = request.params().maxTokens() - transcript.length();
        return new SampleRequest(
                transcript.next(),
                1,
                params(request.params(), kind.bounds(), kind.stops(), left),
                seed,
                request.version(),
                request.adapter());
    }

    boolean over() {
        return trajectory != null;
    }

    Trajectory trajectory() {
        return java.util.Objects.requireNonNull(trajectory, "the episode is not over");
    }

    /** Takes a turn of the model, which the episode answers; the task and the turn are named where that fails. */
    void take(Completion sampled) {
        turns++;
        try {
            answer(sampled);
        } catch (Exception e) { // whatever a user's episode or tool throws
            String message = "the episode of task '" + task.id() + "' failed in turn " + turns + ": " + e.getMessage();
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw e instanceof InputException ? new InputException(message, e) : new RlvrException(message, e);
        }
    }

    private void answer(Completion sampled) throws Exception {
        String said = tokenizer.decode(sampled.tokens());
        transcript.sampled(sampled, said);
        Reply reply = episode.reply(new Turn(turns, said, sampled.truncated(), sampled.text()));
        if (reply instanceof Reply.End end) {
            end(end.response(), sampled.finishReason());
            return;
        }
        Reply.Observation observation = (Reply.Observation) reply;
        if (turns < kind.bounds().maxTurns()) {
            TurnTokens.Given given = turnTokens.after(sampled.tokens(), observation.speaker(), observation.texts());
            // The model needs room for a token of its own: an episode always ends with one.
            if (transcript.length() + given.tokens().length < request.params().maxTokens()) {
                transcript.given(given);
                return;
            }
        }
        end(episode.cut(), FinishReason.LENGTH);
    }

    private void end(String response, FinishReason reason) {
        Map<String, Double> figures = new TreeMap<>(episode.figures());
        figures.put("turns", (double) turns);
        trajectory = new Trajectory(transcript.completion(reason), response, figures);
    }

    void close() {
        try {
            episode.close();
        } catch (RuntimeException e) {
            throw new RlvrException(
                    "the episode of task '" + task.id() + "' could not be closed: " + e.getMessage(), e);
        }
    }
}
