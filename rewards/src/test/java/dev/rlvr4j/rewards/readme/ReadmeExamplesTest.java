package dev.rlvr4j.rewards.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rewards.Rewards;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rewards.Verifiers;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs the plug-in examples of the README, word for word between the markers. */
class ReadmeExamplesTest {
    @Test
    void aLambdaIsAVerifier() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            // README: lambda
            Verifiers verifiers = Verifiers.standard().with("short", attempt -> {
                int words = attempt.response().split("\\s+").length;
                return Score.of(words <= 50 ? 1 : 0, words + " words");
            });
            Verifier verifier = Rewards.weighted(Map.of("numeric", 1.0, "short", 0.1), verifiers);
            Reward reward = Rewards.async(verifier, vertx, Duration.ofSeconds(5));
            // README: end

            Attempt attempt = new Attempt("t1", "17+38=", "55", "17+38=55\n#### 55", false, Map.of());
            Score score = reward.score(attempt)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            assertThat(score.value()).isEqualTo(1.1);
            assertThat(score.parts()).containsEntry("short", 1.0).containsEntry("numeric", 1.0);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aClassListedForServiceLoaderIsFoundByItsName() throws Exception {
        Verifier palindrome = Verifiers.standard().get("palindrome");

        assertThat(palindrome).isInstanceOf(PalindromeVerifier.class);
        assertThat(palindrome
                        .verify(new Attempt("t1", "", "", "level", false, Map.of()))
                        .value())
                .isEqualTo(1);
        assertThat(palindrome
                        .verify(new Attempt("t1", "", "", "label", false, Map.of()))
                        .value())
                .isZero();
    }
}
