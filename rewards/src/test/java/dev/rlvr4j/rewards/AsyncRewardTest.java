package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Score;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AsyncRewardTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(150);

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        release.countDown();
        get(vertx.close());
    }

    @Test
    void scoresManyAttemptsWithNoMoreThanTheWorkersAtATime() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Reward reward = Rewards.async(
                attempt -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.sleep(1);
                    running.decrementAndGet();
                    return new NumericMatch().verify(attempt);
                },
                vertx,
                new Rewards.Limits(2, 1, AMPLE));
        List<Future<Score>> scores = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            scores.add(reward.score(Attempts.of("4", "#### " + (i % 10))));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(get(scores.get(i)).value()).isEqualTo(i % 10 == 4 ? 1 : 0);
        }
        assertThat(most).hasValue(2);
    }

    @Test
    void completesOnTheCallersEventLoopAndWorksElsewhere() throws Exception {
        Reward reward = Rewards.async(
                attempt -> {
                    assertThat(Context.isOnEventLoopThread()).isFalse();
                    return Score.of(1, Thread.currentThread().getName());
                },
                vertx,
                AMPLE);
        Context context = vertx.getOrCreateContext();
        Promise<Boolean> sameContext = Promise.promise();
        context.runOnContext(v -> reward.score(Attempts.of("4", ""))
                .onComplete(score -> sameContext.complete(score.succeeded()
                        && Vertx.currentContext() == context
                        && Context.isOnEventLoopThread()
                        && score.result().reason().startsWith("rlvr-verifiers-"))));

        assertThat(get(sameContext.future())).isTrue();
    }

    @Test
    void anExceptionFailsTheFutureAndNamesVerifierAndTask() {
        IllegalStateException cause = new IllegalStateException("no such unit");
        Verifier broken = named("units", attempt -> {
            throw cause;
        });

        assertThatThrownBy(() -> get(Rewards.async(broken, vertx, AMPLE).score(Attempts.of("4", ""))))
                .isExactlyInstanceOf(RlvrException.class)
                .hasMessage("verifier 'units' failed on task 't1': java.lang.IllegalStateException: no such unit")
                .hasCause(cause);
        Verifier sum = Rewards.weighted(
                new Rewards.Part("numeric", new NumericMatch(), 1), new Rewards.Part("mine", broken, 1));
        assertThatThrownBy(() -> get(Rewards.async(sum, vertx, AMPLE).score(Attempts.of("4", ""))))
                .hasMessage("verifier 'mine' failed on task 't1': java.lang.IllegalStateException: no such unit")
                .hasCause(cause);
    }

    @Test
    void aBadGoldStaysAnInputException() {
        assertThatThrownBy(() ->
                        get(Rewards.async(new NumericMatch(), vertx, AMPLE).score(Attempts.of("many", "4"))))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(
                        "verifier 'numeric' failed on task 't1': the reference of task 't1' holds no number");
    }

    @Test
    void aStackOverflowAndANullAreErrorsToo() {
        Verifier deep = named("deep", attempt -> Score.of(depth(0), "never"));
        assertThatThrownBy(() -> get(Rewards.async(deep, vertx, AMPLE).score(Attempts.of("4", ""))))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("'deep' failed on task 't1': java.lang.StackOverflowError");
        Verifier none = named("none", AsyncRewardTest::nothing);
        assertThatThrownBy(() -> get(Rewards.async(none, vertx, AMPLE).score(Attempts.of("4", ""))))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("'none' returned null instead of a score (task 't1')");
    }

    @Test
    void theClockStartsWithTheWorkAndNotInTheQueue() throws Exception {
        Reward reward = Rewards.async(
                attempt -> {
                    Thread.sleep(40);
                    return Score.of(1, "slept");
                },
                vertx,
                new Rewards.Limits(1, 0, Duration.ofMillis(800)));
        List<Future<Score>> scores = new ArrayList<>();
        for (int i = 0; i < 30; i++) { // 1.2 s of queue under a limit of 0.8 s
            scores.add(reward.score(Attempts.of("4", "")));
        }
        for (Future<Score> score : scores) {
            assertThat(get(score).value()).isEqualTo(1);
        }
    }

    @Test
    void aTimeoutNamesVerifierTaskAndLimitAndInterruptsTheVerifier() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        Verifier slow = named("slow", attempt -> {
            if (attempt.response().equals("quick")) {
                return Score.of(Thread.currentThread().isInterrupted() ? 0 : 1, "quick");
            }
            try {
                release.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return Score.of(1, "too late");
        });
        Reward reward = Rewards.async(slow, vertx, new Rewards.Limits(1, 0, SHORT));

        assertThatThrownBy(() -> get(reward.score(Attempts.of("4", ""))))
                .isExactlyInstanceOf(RlvrException.class)
                .hasMessage(
                        "verifier 'slow' ran past its limit of 150 ms; make it faster or raise the limit (task 't1')");
        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(eventually(reward)).isEqualTo(1);
    }

    @Test
    void aHungVerifierDoesNotHoldUpTheOthersAndTooManyAreAClearError() throws Exception {
        AtomicInteger hung = new AtomicInteger();
        Verifier deaf = named("deaf", attempt -> {
            if (attempt.response().equals("quick")) {
                return Score.of(1, "quick");
            }
            hung.incrementAndGet();
            while (release.getCount() > 0) {
                LockSupport.parkNanos(1_000_000); // heeds no interrupt
            }
            hung.decrementAndGet();
            return Score.of(1, "too late");
        });
        Reward reward = Rewards.async(deaf, vertx, new Rewards.Limits(1, 2, SHORT));

        Future<Score> first = reward.score(Attempts.of("4", ""));
        Future<Score> second = reward.score(Attempts.of("4", ""));
        Future<Score> quick = reward.score(Attempts.of("4", "quick"));
        assertThat(get(quick).value()).isEqualTo(1);
        assertThat(first.failed()).isTrue();
        assertThat(second.failed()).isTrue();
        assertThat(hung).hasValue(2);

        Future<Score> third = reward.score(Attempts.of("4", ""));
        Future<Score> refused = reward.score(Attempts.of("4", "quick"));
        assertThatThrownBy(() -> get(third)).hasMessageContaining("ran past its limit");
        assertThatThrownBy(() -> get(refused))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("verifier 'deaf' was not run: all 3 threads are stuck")
                .hasMessageContaining("task 't1'");

        release.countDown();
        assertThat(eventually(reward)).isEqualTo(1);
    }

    @Test
    void aClosedVertxFailsTheFuture() throws Exception {
        Vertx other = Vertx.vertx();
        Reward reward = Rewards.async(new NumericMatch(), other, AMPLE);
        get(other.close());

        assertThatThrownBy(() -> get(reward.score(Attempts.of("4", "#### 4"))))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("'numeric' was not run")
                .hasMessageContaining("closed (task 't1')");
    }

    @Test
    void badLimitsAreRefused() {
        assertThatThrownBy(() -> Rewards.async(new NumericMatch(), vertx, Duration.ZERO))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("must be above 0");
        assertThatThrownBy(() -> new Rewards.Limits(0, 1, AMPLE)).isInstanceOf(InputException.class);
    }

    @SuppressWarnings("NullAway") // what a user without NullAway may write
    private static Score nothing(Attempt attempt) {
        return null;
    }

    private static int depth(int level) {
        return level < 100_000_000 ? depth(level + 1) + 1 : 0;
    }

    private static Verifier named(String name, Verifier verifier) {
        return Verifiers.standard().with(name, verifier).get(name);
    }

    /** The value of a quick attempt, tried until the stuck threads are back. */
    private static double eventually(Reward reward) throws Exception {
        Attempt quick = new Attempt("t2", "", "4", "quick", false, Map.of());
        while (true) {
            Future<Score> score = reward.score(quick);
            try {
                return get(score).value();
            } catch (RlvrException e) {
                assertThat(e).hasMessageContaining("stuck");
                Thread.sleep(5);
            }
        }
    }

    private static <T> T get(Future<T> future) throws Exception {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }
}
