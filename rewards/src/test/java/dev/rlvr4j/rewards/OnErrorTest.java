package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OnErrorTest {
    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        release.countDown();
        get(vertx.close());
    }

    @Test
    void countedFailuresAreNamedAndScoreWhatIsConfigured() throws Exception {
        Verifier sum = Rewards.weighted(
                new Rewards.Part("numeric", new NumericMatch(), 1),
                new Rewards.Part("faulty", this::faulty, 0.5),
                new Rewards.Part("always", attempt -> Score.of(1, "always"), 1));
        Reward reward =
                Rewards.async(sum, vertx, new Rewards.Limits(2, 2, Duration.ofMillis(100)), OnError.count(-0.25));
        List<Future<Score>> scores = new ArrayList<>();
        for (String fault : List.of("fine", "throws", "hangs", "nan", "null", "overflows", "fine")) {
            scores.add(reward.score(Attempts.of("4", fault + "\n#### 4")));
        }

        for (int i : new int[] {0, 6}) {
            assertThat(get(scores.get(i)).value()).isEqualTo(2.5);
            assertThat(get(scores.get(i)).parts())
                    .containsAllEntriesOf(
                            Map.of("error/faulty", 0.0, "error/numeric", 0.0, "error/always", 0.0, "numeric", 1.0));
        }
        for (int i = 1; i < 6; i++) {
            Score score = get(scores.get(i));
            assertThat(score.value()).isEqualTo(-0.25);
            assertThat(score.parts()).isEqualTo(Map.of("error/faulty", 1.0, "error/numeric", 0.0, "error/always", 0.0));
            assertThat(score.reason()).startsWith("ERROR: verifier 'faulty'").contains("t1");
        }
        assertThat(get(scores.get(1)).reason()).endsWith("IllegalStateException: out of order");
        assertThat(get(scores.get(2)).reason()).contains("ran past its limit of 100 ms");
        assertThat(get(scores.get(3)).reason()).contains("a score must be finite, but is NaN");
    }

    @Test
    void attemptsThatFindAllThreadsStuckAreCountedToo() throws Exception {
        Reward reward =
                Rewards.async(this::faulty, vertx, new Rewards.Limits(1, 0, Duration.ofMillis(50)), OnError.count(0));

        Score first = get(reward.score(Attempts.of("4", "hangs")));
        Score second = get(reward.score(Attempts.of("4", "fine")));

        assertThat(first.reason()).contains("ran past its limit");
        assertThat(second.reason()).contains("was not run: all 1 threads are stuck");
        assertThat(second.parts().values()).containsOnly(1.0);
    }

    @Test
    void aClosedPoolStopsTheRunWhateverIsConfigured() throws Exception {
        Vertx other = Vertx.vertx();
        Reward reward =
                Rewards.async(new NumericMatch(), other, Rewards.Limits.of(Duration.ofSeconds(5)), OnError.count(0));
        get(other.close());

        assertThatThrownBy(() -> get(reward.score(Attempts.of("4", "#### 4")))).hasMessageContaining("closed");
    }

    @Test
    void eachItemHasADeadlineOfItsOwnAndWhoHeedsItGivesAVerdict() throws Exception {
        AnswerVerifier patient = new AnswerVerifier() {
            @Override
            public Judgement judge(Attempt attempt, Deadline deadline) {
                while (!deadline.passed()) {
                    LockSupport.parkNanos(1_000_000);
                }
                return Judgement.of(Verdict.LIMIT, null, "too much to compare");
            }

            @Override
            public String version() {
                return "patient-1";
            }
        };
        Reward reward = Rewards.async(patient, vertx, new Rewards.Limits(1, 0, Duration.ofMillis(60)));
        List<Future<Score>> scores = new ArrayList<>();
        for (int i = 0; i < 5; i++) { // five times the limit in the queue
            scores.add(reward.score(Attempts.of("4", "")));
        }

        for (Future<Score> score : scores) {
            assertThat(get(score).reason()).isEqualTo("LIMIT: too much to compare");
            assertThat(get(score).parts()).containsEntry("verdict/limit", 1.0).containsEntry("correct", 0.0);
        }
        assertThat(Deadline.current()).isSameAs(Deadline.NONE);
    }

    @Test
    void aValueThatIsNotFiniteIsRefused() {
        assertThatThrownBy(() -> OnError.count(Double.NaN))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("must be finite, but is NaN");
    }

    @SuppressWarnings("NullAway") // what a user without NullAway may write
    private Score faulty(Attempt attempt) {
        String fault = attempt.response().lines().findFirst().orElseThrow();
        switch (fault) {
            case "throws" -> throw new IllegalStateException("out of order");
            case "hangs" -> {
                while (release.getCount() > 0) {
                    LockSupport.parkNanos(1_000_000); // heeds neither interrupt nor deadline
                }
            }
            case "nan" -> {
                return Score.of(Double.NaN, "0/0");
            }
            case "null" -> {
                return null;
            }
            case "overflows" -> {
                return Score.of(depth(0), "never");
            }
            default -> {}
        }
        return Score.of(1, fault);
    }

    private static int depth(int level) {
        return level < 100_000_000 ? depth(level + 1) + 1 : 0;
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
