package dev.rlvr4j.rollout.episode;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.TurnTokens;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.episode.Episode;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.rollout.SampleRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Plays the episodes of a call together, round by round: in each, all that are not over sample a turn in one call, and their
 * episodes answer it side by side. Thread-safe.
 *
 * <p>An episode waits for the slowest turn of its round, so that what is batched with what depends on no clock and a run can
 * be repeated to the bit. The noise of a turn is a function of (request's seed, sequence, turn); that of the first turn is
 * that of a completion without episodes. The prompt of a later turn is all tokens so far, which the sampler prefills anew: it
 * keeps no KV cache between turns.
 */
public final class EpisodeRunner {
    private final Function<Task, Episodes> episodes;
    private final Tokenizer tokenizer;
    private final TurnTokens turnTokens;
    private final Function<List<SampleRequest>, Future<List<List<Completion>>>> sample;
    private final Executor executor;

    /**
     * @param episodes how a task is played
     * @param turnTokens what stands between turns; of the same chat template as the prompts
     * @param sample e.g. {@code rollouts::sample}
     * @param executor runs episodes and their tools, which may block; e.g. on a Vert.x worker pool
     */
    public EpisodeRunner(
            Function<Task, Episodes> episodes,
            Tokenizer tokenizer,
            TurnTokens turnTokens,
            Function<List<SampleRequest>, Future<List<List<Completion>>>> sample,
            Executor executor) {
        this.episodes = episodes;
        this.tokenizer = tokenizer;
        this.turnTokens = turnTokens;
        this.sample = sample;
        this.executor = executor;
    }

    /**
     * Plays G episodes of each task. Fails with the first error of the sampler or of an episode; all episodes are closed
     * then, too.
     *
     * @param tasks one for each request
     * @param requests prompts, G, and how to sample; max_tokens bounds the whole episode
     * @return a list per task of its G trajectories, in order
     */
    public Future<List<List<Trajectory>>> run(List<Task> tasks, List<SampleRequest> requests) {
        List<List<Play>> plays = new ArrayList<>();
        try {
            for (int i = 0; i < tasks.size(); i++) {
                open(tasks.get(i), requests.get(i), plays);
            }
        } catch (RuntimeException e) {
            return closing(plays, Future.failedFuture(e));
        }
        List<SampleRequest> first = IntStream.range(0, tasks.size())
                .mapToObj(i -> firstTurn(episodes.apply(tasks.get(i)), requests.get(i)))
                .toList();
        Future<List<List<Trajectory>>> played = sample.apply(first)
                .compose(turns -> answered(plays.stream().flatMap(List::stream).toList(), flat(turns)))
                .map(done -> plays.stream()
                        .map(group -> group.stream().map(Play::trajectory).toList())
                        .toList());
        return closing(plays, played);
    }

    private void open(Task task, SampleRequest request, List<List<Play>> plays) {
        List<Play> group = new ArrayList<>();
        plays.add(group);
        Episodes kind = episodes.apply(task);
        for (int i = 0; i < request.completions(); i++) {
            Episode episode;
            try {
                episode = kind.open(task);
            } catch (RuntimeException e) {
                String message = "the episode of task '" + task.id() + "' could not be opened: " + e.getMessage();
                throw e instanceof InputException ? new InputException(message, e) : new RlvrException(message, e);
            }
            group.add(new Play(task, request, i, episode, kind, tokenizer, turnTokens));
        }
    }

    private static SampleRequest firstTurn(Episodes kind, SampleRequest request) {
        return request.with(Play.params(
                request.params(), kind.bounds(), kind.stops(), request.params().maxTokens()));
    }

    /** A further round of those that are not over. */
    private Future<Void> round(List<Play> open) {
        if (open.isEmpty()) {
            return Future.succeededFuture();
        }
        List<SampleRequest> requests = open.stream().map(Play::next).toList();
        return sample.apply(requests).compose(turns -> answered(open, flat(turns)));
    }

    private Future<Void> answered(List<Play> plays, List<Completion> turns) {
        List<Future<Void>> answers = new ArrayList<>();
        for (int i = 0; i < plays.size(); i++) {
            Play play = plays.get(i);
            Completion turn = turns.get(i);
            answers.add(call(() -> play.take(turn)));
        }
        // Joined, so that no episode is at work any more where one has failed.
        return Future.join(answers)
                .compose(
                        all -> round(plays.stream().filter(play -> !play.over()).toList()));
    }

    private static List<Completion> flat(List<List<Completion>> turns) {
        return turns.stream().flatMap(List::stream).toList();
    }

    private Future<Void> call(Runnable work) {
        Promise<Void> promise = Promise.promise();
        try {
            executor.execute(() -> {
                try {
                    work.run();
                    promise.complete();
                } catch (Throwable e) { // an Error, too, must end the run and not hang it
                    promise.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            promise.fail(new RlvrException("episodes can no longer be played: their threads have been closed", e));
        }
        return promise.future();
    }

    /** Closes all episodes whatever came of them. */
    private <T> Future<T> closing(List<List<Play>> plays, Future<T> outcome) {
        return outcome.transform((result, failure) -> call(() -> close(plays)).transform((done, notClosed) -> {
            if (failure != null && notClosed != null) {
                failure.addSuppressed(notClosed);
            }
            Throwable first = failure != null ? failure : notClosed;
            return first == null ? Future.succeededFuture(result) : Future.failedFuture(first);
        }));
    }

    private static void close(List<List<Play>> plays) {
        RuntimeException first = null;
        for (List<Play> group : plays) {
            for (Play play : group) {
                try {
                    play.close();
                } catch (RuntimeException e) {
                    if (first == null) {
                        first = e;
                    } else {
                        first.addSuppressed(e);
                    }
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
