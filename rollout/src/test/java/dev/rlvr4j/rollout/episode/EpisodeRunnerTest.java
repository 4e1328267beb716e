package dev.rlvr4j.rollout.episode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.core.text.Speaker;
import dev.rlvr4j.core.text.TurnTokens;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.episode.Episode;
import dev.rlvr4j.envs.episode.EpisodeBounds;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.envs.episode.Reply;
import dev.rlvr4j.envs.episode.Turn;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Episodes over a model that draws digits as its noise says, two tokens a digit: text that encoding would make one. */
class EpisodeRunnerTest {
    private static final int TURN_TOKENS = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(3);
    private final List<SampleRequest> requests = new ArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();
    private int calls;

    @AfterEach
    void end() {
        threads.shutdown();
    }

    /** Each call is by another version, as if the adapter were swapped in between. */
    private Future<List<List<Completion>>> sample(List<SampleRequest> all) {
        requests.addAll(all);
        AdapterVersion version = new AdapterVersion("lora", calls++);
        return Future.succeededFuture(all.stream()
                .map(request -> IntStream.range(0, request.completions())
                        .mapToObj(i -> turn(request, i, version))
                        .toList())
                .toList());
    }

    private static Completion turn(SampleRequest request, int index, AdapterVersion version) {
        long key = CounterRandom.key(request.seed(), index);
        int[] tokens = IntStream.range(0, Math.min(TURN_TOKENS, request.params().maxTokens()))
                .map(t -> PairTokenizer.LETTERS + CounterRandom.below(key, t, 4))
                .toArray();
        float[] logProbs = new float[tokens.length];
        for (int t = 0; t < tokens.length; t++) {
            logProbs[t] = -(float) CounterRandom.uniform(key, t) - 1;
        }
        return new Completion(
                tokens,
                logProbs,
                tokens.length < TURN_TOKENS ? FinishReason.LENGTH : FinishReason.STOP,
                List.of(new VersionSpan(0, tokens.length, version)),
                "");
    }

    /** Talks for as many turns as the task's reference says. */
    private Episodes talking(int maxTurns, int maxTurnTokens) {
        return episodes(maxTurns, maxTurnTokens, task -> new Episode() {
            private final List<String> heard = new ArrayList<>();

            @Override
            public Reply reply(Turn turn) {
                heard.add(turn.text());
                return turn.number() == Integer.parseInt(task.reference())
                        ? new Reply.End(String.join("|", heard))
                        : new Reply.Observation(Speaker.INLINE, List.of("<" + turn.number() + ">"));
            }

            @Override
            public String cut() {
                return "cut";
            }

            @Override
            public Map<String, Double> figures() {
                return Map.of("heard", (double) heard.size());
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        });
    }

    private interface Opener {
        Episode open(Task task);
    }

    private static Episodes episodes(int maxTurns, int maxTurnTokens, Opener opener) {
        return new Episodes() {
            @Override
            public Episode open(Task task) {
                return opener.open(task);
            }

            @Override
            public EpisodeBounds bounds() {
                return new EpisodeBounds(maxTurns, maxTurnTokens);
            }

            @Override
            public List<String> stops() {
                return List.of("]");
            }
        };
    }

    private EpisodeRunner runner(Episodes episodes) {
        return new EpisodeRunner(
                task -> episodes, PairTokenizer.PAIRS, TurnTokens.plain(PairTokenizer.PAIRS), this::sample, threads);
    }

    private static Task task(int id, int turns) {
        return new Task("t" + id, "q", Integer.toString(turns), Map.of());
    }

    private static SampleRequest request(int id, int completions, int maxTokens) {
        SamplingParams params = new SamplingParams(0.8, 0, 1, 0, maxTokens, Set.of(), List.of("!"), false);
        return new SampleRequest(
                new Prompt("t" + id, "q" + id, new int[] {5, 6, id}), completions, params, 100 + id, null);
    }

    private List<List<Trajectory>> play(EpisodeRunner runner, int groups, int maxTokens) {
        List<Task> tasks =
                IntStream.range(0, groups).mapToObj(i -> task(i, 1 + i)).toList();
        List<SampleRequest> all = IntStream.range(0, groups)
                .mapToObj(i -> request(i, 3, maxTokens))
                .toList();
        return runner.run(tasks, all).await();
    }

    @Test
    void whatWasSampledIsKeptTokenByTokenAndWhatWasGivenIsMasked() {
        List<List<Trajectory>> played = play(runner(talking(9, 0)), 4, 1000);
        for (int g = 0; g < 4; g++) {
            for (Trajectory trajectory : played.get(g)) {
                Completion completion = trajectory.completion();
                int given = PairTokenizer.PAIRS.encode("<1>").length;
                assertThat(completion.tokens()).hasSize((g + 1) * TURN_TOKENS + g * given);
                assertThat(completion.sampledTokens()).isEqualTo((g + 1) * TURN_TOKENS);
                assertThat(completion.versions()).hasSize(g + 1);
                assertThat(completion.finishReason()).isEqualTo(FinishReason.STOP);
                boolean[] sampled = completion.sampled();
                for (int t = 0; t < sampled.length; t++) {
                    // Single letters are only sampled: encoding would pair them.
                    assertThat(completion.tokens()[t] >= PairTokenizer.LETTERS
                                    && completion.tokens()[t] < PairTokenizer.PAIRED)
                            .isEqualTo(sampled[t]);
                    assertThat(completion.logProbs()[t] != 0).isEqualTo(sampled[t]);
                }
                for (int turn = 0; turn <= g; turn++) {
                    assertThat(completion.versions().get(turn).version().number())
                            .isEqualTo(turn);
                    assertThat(completion.versions().get(turn).start()).isEqualTo(turn * (TURN_TOKENS + given));
                }
                assertThat(completion.text()).isEqualTo(PairTokenizer.PAIRS.decode(completion.tokens()));
                assertThat(trajectory.response().split("\\|")).hasSize(g + 1);
                assertThat(trajectory.figures()).isEqualTo(Map.of("heard", g + 1.0, "turns", g + 1.0));
                assertThat(PairTokenizer.PAIRS.encode(completion.text())).isNotEqualTo(completion.tokens());
            }
        }
        assertThat(closed).hasValue(12);
    }

    @Test
    void aLaterTurnContinuesAllTokensSoFar() {
        Trajectory played = runner(talking(9, 0))
                .run(List.of(task(7, 3)), List.of(request(7, 1, 1000)))
                .await()
                .get(0)
                .get(0);
        int[] tokens = played.completion().tokens();
        for (int turn = 0; turn < 3; turn++) {
            int[] prompt = requests.get(turn).prompt().tokens();
            int before = played.completion().versions().get(turn).start();
            assertThat(prompt).startsWith(5, 6, 7).hasSize(3 + before);
            assertThat(Arrays.copyOfRange(prompt, 3, prompt.length)).isEqualTo(Arrays.copyOf(tokens, before));
            assertThat(requests.get(turn).params().stopStrings()).containsExactly("!", "]");
            assertThat(requests.get(turn).params().temperature()).isEqualTo(0.8);
        }
    }

    @Test
    void theNoiseOfATurnDependsOnSeedSequenceAndTurnAlone() {
        List<List<Trajectory>> together = play(runner(talking(9, 0)), 4, 1000);
        Set<Long> keys = new HashSet<>();
        requests.forEach(request -> {
            for (int i = 0; i < request.completions(); i++) {
                assertThat(keys.add(CounterRandom.key(request.seed(), i))).isTrue();
            }
        });
        Trajectory alone = runner(talking(9, 0))
                .run(List.of(task(2, 3)), List.of(request(2, 3, 1000)))
                .await()
                .get(0)
                .get(1);
        assertThat(alone.completion().tokens())
                .isEqualTo(together.get(2).get(1).completion().tokens());
        assertThat(alone.response()).isEqualTo(together.get(2).get(1).response());
        assertThat(together.get(2).get(0).response()).isNotEqualTo(alone.response());
        // An episode of one turn draws what a completion without episodes draws.
        assertThat(together.get(0).get(2).completion().tokens())
                .isEqualTo(turn(request(0, 3, 1000), 2, AdapterVersion.BASE).tokens());
    }

    @Test
    void boundsOnTurnsAndTokensEndEpisodesWithASampledToken() {
        Trajectory turns = runner(talking(2, 0))
                .run(List.of(task(1, 9)), List.of(request(1, 1, 1000)))
                .await()
                .get(0)
                .get(0);
        assertThat(turns.response()).isEqualTo("cut");
        assertThat(turns.completion().truncated()).isTrue();
        assertThat(turns.figures()).containsEntry("turns", 2.0);
        for (int most = 1; most < 30; most++) {
            requests.clear();
            Completion completion = runner(talking(99, 3))
                    .run(List.of(task(1, 99)), List.of(request(1, 1, most)))
                    .await()
                    .get(0)
                    .get(0)
                    .completion();
            assertThat(completion.tokens().length).isLessThanOrEqualTo(most);
            assertThat(completion.sampled()[completion.tokens().length - 1]).isTrue();
            assertThat(completion.truncated()).isTrue();
            for (SampleRequest request : requests) {
                assertThat(request.params().maxTokens()).isBetween(1, 3);
                assertThat(request.prompt().tokens().length + request.params().maxTokens())
                        .isLessThanOrEqualTo(3 + most);
            }
        }
    }

    @Test
    void anEpisodeThatThrowsFailsTheRunWithTaskAndTurnNamed() {
        Episodes failing = episodes(9, 0, task -> new Episode() {
            @Override
            public Reply reply(Turn turn) throws Exception {
                if (turn.number() == 2 && task.id().equals("t1")) {
                    throw new java.io.IOException("the tool is gone");
                }
                return turn.number() == 3 ? new Reply.End("") : new Reply.Observation(Speaker.INLINE, List.of("go on"));
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        });
        assertThatThrownBy(() -> play(runner(failing), 3, 1000))
                .isInstanceOf(RlvrException.class)
                .hasMessage("the episode of task 't1' failed in turn 2: the tool is gone")
                .hasCauseInstanceOf(java.io.IOException.class);
        assertThat(closed).hasValue(9);
    }

    @Test
    void openingClosingAndErrorsFailTheRunToo() {
        Episodes unopened = episodes(9, 0, task -> {
            throw new InputException("no such game");
        });
        assertThatThrownBy(() -> play(runner(unopened), 1, 10))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'t0'")
                .hasMessageContaining("no such game");
        Episodes unclosed = episodes(9, 0, task -> new Episode() {
            @Override
            public Reply reply(Turn turn) {
                return new Reply.End("");
            }

            @Override
            public void close() {
                throw new IllegalStateException("still in use");
            }
        });
        assertThatThrownBy(() -> play(runner(unclosed), 1, 10)).hasMessageContaining("still in use");
        Episodes erring = episodes(9, 0, task -> turn -> {
            throw new StackOverflowError();
        });
        assertThatThrownBy(() -> play(runner(erring), 1, 10)).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void threadsThatWereClosedAreNamed() {
        threads.shutdownNow();
        assertThatThrownBy(() -> play(runner(talking(2, 0)), 1, 10))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("threads")
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }
}
