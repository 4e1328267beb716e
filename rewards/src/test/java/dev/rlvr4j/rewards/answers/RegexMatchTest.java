package dev.rlvr4j.rewards.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifiers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegexMatchTest {
    private static AnswerVerifier regex(Map<String, ?> options) {
        return (AnswerVerifier) Verifiers.standard().get("regex", options);
    }

    private static Judgement judge(AnswerVerifier verifier, String reference, String response) throws Exception {
        return verifier.judge(new Attempt("t", "", reference, response, false, Map.of()), Deadline.NONE);
    }

    @Test
    void thePatternIsAnOptionOrTheReference() throws Exception {
        Judgement found = judge(regex(Map.of("pattern", "[0-9]+ apples")), "", "so 42 apples remain");
        assertThat(found.verdict()).isEqualTo(Verdict.CORRECT);
        assertThat(found.extracted()).isEqualTo("42 apples");
        assertThat(judge(regex(Map.of()), "^yes$", "<think>no</think>yes").verdict())
                .isEqualTo(Verdict.CORRECT);
        assertThat(judge(regex(Map.of()), "yes", "no").verdict()).isEqualTo(Verdict.WRONG);
        assertThat(judge(regex(Map.of()), "yes", " ").verdict()).isEqualTo(Verdict.NO_ANSWER);
    }

    @Test
    void wholeAsksForAllOfTheText() throws Exception {
        AnswerVerifier whole = regex(Map.of("pattern", "[a-z]+", "whole", true));
        assertThat(judge(whole, "", " abc\n").verdict()).isEqualTo(Verdict.CORRECT);
        assertThat(judge(whole, "", "abc 1").verdict()).isEqualTo(Verdict.WRONG);
    }

    @Test
    void hostileTextsTakeLinearTime() {
        AnswerVerifier verifier = regex(Map.of("pattern", "^(a+)+$"));
        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(judge(verifier, "", "a".repeat(50_000) + "!").verdict())
                        .isEqualTo(Verdict.WRONG));
    }

    @Test
    void whatIsTooLongIsALimit() throws Exception {
        assertThat(judge(regex(Map.of("pattern", "a")), "", "a".repeat(100_001)).verdict())
                .isEqualTo(Verdict.LIMIT);
    }

    @Test
    void aPatternThatRe2DoesNotKnowIsRefused() throws Exception {
        assertThatThrownBy(() -> regex(Map.of("pattern", "(?=a)")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("verifier 'regex': the option 'pattern' is not a regular expression of RE2");
        assertThat(judge(regex(Map.of()), "(a)\\1", "aa").verdict()).isEqualTo(Verdict.GOLD_UNUSABLE);
    }
}
