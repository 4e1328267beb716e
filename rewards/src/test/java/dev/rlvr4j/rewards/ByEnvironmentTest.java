package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.math.MathMatch;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ByEnvironmentTest {
    private final Vertx vertx = Vertx.vertx();

    /** Judges nothing but tasks of its own, as verifiers of generators do. */
    private static final Verifier CHOOSY = new Verifier() {
        @Override
        public String name() {
            return "choosy";
        }

        @Override
        public Score verify(Attempt attempt) {
            if (!"mine".equals(attempt.metadata().get("environment"))) {
                throw new IllegalStateException("not a task of mine");
            }
            return Score.of(0.5, "half");
        }

        @Override
        public Optional<String> unusable(Attempt task) {
            return task.reference().equals("?") ? Optional.of("no reference") : Optional.empty();
        }
    };

    private final Verifier routed = Rewards.byEnvironment(
            Map.of("mine", CHOOSY, "math", new MathMatch(), "mixed", Rewards.weighted(part("numeric", 2))),
            new ExactMatch());

    private static Rewards.Part part(String name, double weight) {
        return new Rewards.Part(name, new NumericMatch(), weight);
    }

    private static Attempt attempt(String environment, String reference, String response) {
        return new Attempt("t1", "", reference, response, false, Map.of("environment", environment));
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void eachTaskIsJudgedByTheVerifierOfItsEnvironmentAndCountedThere() throws Exception {
        assertThat(routed.verify(attempt("mine", "", "")).parts())
                .isEqualTo(Map.of("choosy", 0.5, "environment/mine/reward", 0.5, "environment/mine/accuracy", 0.0));
        Score math = routed.verify(attempt("math", "1/2", "\\boxed{0.5}"));
        assertThat(math.value()).isEqualTo(1);
        assertThat(math.parts())
                .containsEntry("math", 1.0)
                .containsEntry("environment/math/accuracy", 1.0)
                .doesNotContainKeys("choosy", "environment/mine/reward", "numeric");
        Score mixed = routed.verify(attempt("mixed", "4", "#### 4"));
        assertThat(mixed.value()).isEqualTo(2);
        assertThat(mixed.parts())
                .containsEntry("environment/mixed/reward", 2.0)
                .containsEntry("environment/mixed/accuracy", 1.0);
        Score other = routed.verify(Attempts.of("4", "4"));
        assertThat(other.parts())
                .containsEntry("exact", 1.0)
                .allSatisfy((name, value) -> assertThat(name).doesNotStartWith("environment"));
    }

    @Test
    void theJudgeOfATaskIsAskedWhetherItsReferenceCanBeUsed() {
        assertThat(routed.unusable(attempt("mine", "?", ""))).contains("no reference");
        assertThat(routed.unusable(attempt("math", "\\frac{1", ""))).isPresent();
        assertThat(routed.unusable(attempt("mixed", "4", ""))).isEmpty();
    }

    @Test
    void versionsAreThoseOfAll() {
        assertThat(Rewards.versions(routed))
                .containsEntry("math", new MathMatch().version())
                .containsKeys("numeric", "exact");
    }

    @Test
    void aFailureIsNamedByTheVerifierAndCountedInItsEnvironment() throws Exception {
        Verifier broken = Rewards.byEnvironment(Map.of("mine", new NumericMatch(), "yours", CHOOSY), new ExactMatch());
        Rewards.Limits limits = Rewards.Limits.of(Duration.ofSeconds(5));
        Reward counted = Rewards.async(broken, vertx, limits, OnError.count(-1));

        Score failed = score(counted, attempt("yours", "4", ""));
        Score fine = score(counted, attempt("mine", "4", "#### 4"));

        assertThat(failed.value()).isEqualTo(-1);
        assertThat(failed.parts())
                .isEqualTo(Map.of(
                        "error/choosy", 1.0, "environment/yours/reward", -1.0, "environment/yours/accuracy", 0.0));
        assertThat(fine.parts()).containsEntry("error/numeric", 0.0).doesNotContainKey("error/choosy");
        assertThat(Rewards.failed(failed)).isTrue();
        assertThat(Rewards.failed(fine)).isFalse();
        assertThatThrownBy(() -> score(Rewards.async(broken, vertx, limits), attempt("yours", "4", "")))
                .hasCauseInstanceOf(RlvrException.class)
                .hasMessageContaining("verifier 'choosy' failed on task 't1'");
    }

    private static Score score(Reward reward, Attempt attempt) throws Exception {
        return reward.score(attempt).toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
