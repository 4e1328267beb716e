package dev.rlvr4j.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Rewards;
import dev.rlvr4j.rewards.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CachedMathTest {
    private static final List<String> ANSWERS = List.of(
            "\\boxed{1/2}",
            "so \\boxed{1/2}.",
            "\\boxed{0.5}",
            "\\boxed{2/4}",
            "\\boxed{0.33}",
            "#### 0.5",
            "0.5",
            "\\boxed{50}",
            "a share of \\boxed{50}%",
            "\\boxed{50} percent",
            "**\\boxed{50}** \\%",
            "\\boxed{1/",
            "");

    /** All that a judgement depends on besides the answer: reference, policy, precision, and whether it is delimited. */
    private static List<Attempt> attempts() {
        List<Attempt> all = new ArrayList<>();
        for (String reference : List.of("1/2", "$1/2$", "1/3", "\\boxed{0.5}")) {
            for (Map<String, String> metadata : List.of(
                    Map.<String, String>of(),
                    Map.of("policy", "reduced"),
                    Map.of("policy", "text"),
                    Map.of("precision", "2"),
                    Map.of("precision", "3"))) {
                for (String answer : ANSWERS) {
                    all.add(new Attempt("t", "", reference, answer, false, metadata));
                }
            }
        }
        return all;
    }

    @Test
    void aRememberedJudgementIsTheOneThatWouldBeMade() throws Exception {
        for (Verifier verifier : List.of(new MathMatch(), new LenientMathMatch())) {
            Verifier cached = Rewards.cached(verifier);
            int correct = 0;
            for (int round = 0; round < 2; round++) {
                for (Attempt attempt : attempts()) {
                    Score expected = verifier.verify(attempt);
                    assertThat(cached.verify(attempt)).as(attempt.toString()).isEqualTo(expected);
                    correct += expected.correct() ? 1 : 0;
                }
            }
            assertThat(cached).isNotSameAs(verifier);
            assertThat(correct).isBetween(2, 2 * attempts().size() - 2);
        }
    }
}
