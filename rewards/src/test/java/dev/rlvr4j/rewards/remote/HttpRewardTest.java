package dev.rlvr4j.rewards.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.OnError;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rewards.Rewards;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rewards.Verifiers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpRewardTest {
    private static Verifier http(FaultyServer server, Map<String, ?> further) {
        Map<String, Object> options = new HashMap<>(Map.of("url", server.url(), "backoff_seconds", 0.001));
        options.putAll(further);
        return Verifiers.standard().get("http", options);
    }

    private static Attempt attempt(String response) {
        return new Attempt("t1", "2+2?", "4", response, false, Map.of("level", "1"));
    }

    private static FaultyServer.Reply length(JsonNode request) {
        return FaultyServer.Reply.ok("{\"score\": "
                + request.path("response").asText().length() + ", \"reason\": \"length\", \"parts\": {\"half\": 0.5}}");
    }

    @Test
    void postsTheAttemptAndReadsTheScore() throws Exception {
        try (FaultyServer server = new FaultyServer((n, request) -> length(request))) {
            Score score = http(server, Map.of()).verify(attempt("four"));

            assertThat(score).isEqualTo(new Score(4, Map.of("half", 0.5), "length"));
            assertThat(server.bodies.get(0).toString())
                    .isEqualTo("{\"task_id\":\"t1\",\"question\":\"2+2?\",\"reference\":\"4\",\"response\":\"four\","
                            + "\"truncated\":false,\"metadata\":{\"level\":\"1\"}}");
        }
    }

    @Test
    void aServerThatFailsHalfTheTimeIsAskedAgain() throws Exception {
        try (FaultyServer server =
                new FaultyServer((n, request) -> n % 2 == 0 ? FaultyServer.Reply.status(500) : length(request))) {
            Verifier verifier = http(server, Map.of("retries", 1));
            for (int i = 0; i < 20; i++) {
                assertThat(verifier.verify(attempt("x".repeat(i))).value()).isEqualTo(i);
            }
            assertThat(server.requests).hasValue(40);
        }
    }

    @Test
    void withoutRetriesEachFailureIsCountedAndNamedAndNoneIsAZero() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (FaultyServer server = new FaultyServer(
                (n, request) -> request.path("response").asText().length() % 2 == 0
                        ? FaultyServer.Reply.status(503)
                        : length(request))) {
            Verifier sum = Rewards.weighted(new Rewards.Part("http", http(server, Map.of("retries", 0)), 1));
            Rewards.Limits limits = Rewards.Limits.of(Duration.ofSeconds(20), 4);
            Reward counting = Rewards.async(sum, vertx, limits, OnError.count(-7));
            List<Future<Score>> scores = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                scores.add(counting.score(attempt("x".repeat(i))));
            }
            int failed = 0;
            for (int i = 0; i < 40; i++) {
                Score score = get(scores.get(i));
                boolean bad = i % 2 == 0;
                failed += bad ? 1 : 0;
                assertThat(score.value()).isEqualTo(bad ? -7 : i);
                assertThat(score.parts()).containsEntry("error/http", bad ? 1.0 : 0.0);
                if (bad) {
                    assertThat(score.reason())
                            .contains("verifier 'http' failed on task 't1'")
                            .contains(server.url() + " gave no reward in 1 try: status 503, 'out of order'");
                }
            }
            assertThat(failed).isEqualTo(20);

            Reward stopping = Rewards.async(sum, vertx, limits);
            assertThatThrownBy(() -> get(stopping.score(attempt("xx")))).hasMessageContaining("status 503");
        } finally {
            get(vertx.close());
        }
    }

    @Test
    void aServerThatHangsIsLeftAndAskedAgain() throws Exception {
        try (FaultyServer server =
                new FaultyServer((n, request) -> n == 0 ? FaultyServer.Reply.hanging() : length(request))) {
            Verifier verifier = http(server, Map.of("timeout_seconds", 0.2));
            assertThat(verifier.verify(attempt("four")).value()).isEqualTo(4);
        }
        try (FaultyServer server = new FaultyServer((n, request) -> FaultyServer.Reply.hanging())) {
            Verifier verifier = http(server, Map.of("timeout_seconds", 0.1, "retries", 1));
            assertThatThrownBy(() -> verifier.verify(attempt("four")))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("gave no reward in 2 tries: no answer within 100 ms");
        }
    }

    @Test
    void retriesEndBeforeTheDeadline() throws Exception {
        try (FaultyServer server = new FaultyServer((n, request) -> FaultyServer.Reply.hanging())) {
            Verifier verifier = http(server, Map.of("timeout_seconds", 60, "retries", 10));
            long start = System.nanoTime();
            assertThatThrownBy(() -> Deadline.in(Duration.ofMillis(300)).run(() -> verifier.verify(attempt("four"))))
                    .hasMessageContaining("gave no reward in 1 try");
            assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "score: 1",
                "{}",
                "[1]",
                "{\"score\": \"1\"}",
                "{\"score\": null}",
                "{\"score\": NaN}",
                "{\"score\": 1e999}",
                "{\"score\": 1} {\"score\": 0}",
                "{\"score\": 1, \"parts\": {\"a\": \"b\"}}",
            })
    void nonsenseIsAnErrorAfterTheLastTry(String body) throws Exception {
        try (FaultyServer server = new FaultyServer((n, request) -> FaultyServer.Reply.ok(body))) {
            Verifier verifier = http(server, Map.of("retries", 2));
            assertThatThrownBy(() -> verifier.verify(attempt("four")))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("gave no reward in 3 tries");
            assertThat(server.requests).hasValue(3);
        }
    }

    @Test
    void aRefusalIsFinalAndAnEndlessAnswerIsCut() throws Exception {
        try (FaultyServer server = new FaultyServer((n, request) -> FaultyServer.Reply.status(401))) {
            assertThatThrownBy(() -> http(server, Map.of()).verify(attempt("four")))
                    .hasMessageContaining("in 1 try: status 401");
        }
        String endless = "\"" + "x".repeat(Endpoint.MAX_BYTES) + "\"";
        try (FaultyServer server = new FaultyServer((n, request) -> FaultyServer.Reply.ok(endless))) {
            assertThatThrownBy(() -> http(server, Map.of("retries", 0)).verify(attempt("four")))
                    .hasMessageContaining("the answer is longer than 4194304 bytes");
        }
    }

    @Test
    void nobodyThereIsAnError() throws Exception {
        FaultyServer server = new FaultyServer((n, request) -> length(request));
        server.close();
        assertThatThrownBy(() -> http(server, Map.of("retries", 1)).verify(attempt("four")))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("gave no reward in 2 tries: ConnectException");
    }

    @Test
    void batchesKeepTheirOrderAndTheServerSeesNoMoreThanAllowed() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (FaultyServer server = new FaultyServer((n, request) -> {
            List<String> scores = new ArrayList<>();
            request.path("attempts").forEach(a -> scores.add(length(a).body()));
            return n == 0
                    ? FaultyServer.Reply.ok("{\"scores\": []}")
                    : FaultyServer.Reply.ok("{\"scores\": " + scores + "}");
        })) {
            Verifier verifier = http(
                    server, Map.of("batch_size", 8, "batch_wait_seconds", 0.05, "max_concurrent", 1, "retries", 2));
            Reward reward = Rewards.async(verifier, vertx, Rewards.Limits.of(Duration.ofSeconds(20), 16));
            List<Future<Score>> scores = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                scores.add(reward.score(attempt("x".repeat(i))));
            }
            for (int i = 0; i < 64; i++) {
                assertThat(get(scores.get(i)).value()).isEqualTo(i);
            }
            assertThat(server.requests.get()).isLessThan(40);
            assertThat(server.most).hasValue(1);
        } finally {
            get(vertx.close());
        }
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> Verifiers.standard().get("http", Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the option 'url' is missing: the address that attempts are posted to");
        assertThatThrownBy(() -> Verifiers.standard().get("http", Map.of("url", "localhost:80")))
                .hasMessageContaining("must be a full http or https address");
        assertThatThrownBy(() -> Verifiers.standard().get("http", Map.of("url", "http://h/", "retry", 3)))
                .hasMessageContaining("there is no option 'retry'; did you mean 'retries'?");
        assertThatThrownBy(() ->
                        Verifiers.standard().get("http", Map.of("url", "http://h/", "api_key_env", "RLVR_NO_SUCH_KEY")))
                .hasMessageContaining("RLVR_NO_SUCH_KEY, which is not set");
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
