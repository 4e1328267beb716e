package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CachedVerifierTest {
    private int judged;
    private Verdict verdict = Verdict.CORRECT;

    private final Verifier cached = Rewards.cached(new Cacheable() {
        @Override
        public Optional<String> extract(Attempt attempt) {
            return AnswerExtraction.boxed().find(attempt.response());
        }

        @Override
        public Judgement judge(Attempt attempt, Deadline deadline) {
            judged++;
            return Judgement.of(verdict, extract(attempt).orElse(null), "judgement " + judged);
        }

        @Override
        public String version() {
            return "boxes-1";
        }

        @Override
        public String name() {
            return "boxes";
        }
    });

    @Test
    void theSameAnswerToTheSameReferenceIsJudgedOnce() throws Exception {
        assertThat(cached.verify(attempt("4", "a", "\\boxed{4}")).reason()).isEqualTo("CORRECT: judgement 1");
        assertThat(cached.verify(attempt("4", "a", "so it is \\boxed{4}.")).reason())
                .isEqualTo("CORRECT: judgement 1");
        assertThat(judged).isEqualTo(1);
        cached.verify(attempt("4", "a", "\\boxed{5}"));
        cached.verify(attempt("4", "b", "\\boxed{4}"));
        cached.verify(attempt("5", "a", "\\boxed{4}"));
        assertThat(judged).isEqualTo(4);
        assertThat(cached.name()).isEqualTo("boxes");
        assertThat(((AnswerVerifier) cached).version()).isEqualTo("boxes-1");
    }

    @Test
    void neitherAMissingAnswerNorALimitIsRemembered() throws Exception {
        cached.verify(attempt("4", "a", "none"));
        cached.verify(attempt("4", "a", "none"));
        verdict = Verdict.LIMIT;
        cached.verify(attempt("4", "a", "\\boxed{4}"));
        cached.verify(attempt("4", "a", "\\boxed{4}"));

        assertThat(judged).isEqualTo(4);
    }

    @Test
    void otherVerifiersPassThrough() {
        Verifier numeric = new NumericMatch();
        assertThat(Rewards.cached(numeric)).isSameAs(numeric);
    }

    private static Attempt attempt(String reference, String policy, String response) {
        return new Attempt("t", "", reference, response, false, Map.of("policy", policy));
    }
}
