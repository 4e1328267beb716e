package dev.rlvr4j.rewards.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.rewards.AnswerVerifier;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Our own collection of the ways people and models write answers, in {@code resources/math}: a line is the verdict (T correct,
 * F not, N no answer), the reference, and an answer or whole response, with ⏎ for a line end.
 */
class WrittenAnswersTest {
    @Test
    void answersInABoxAreJudgedAsLabelled() throws Exception {
        assertThat(differing("answers.txt", new MathMatch(), "So the result is $\\boxed{%s}$.", 450))
                .isEmpty();
    }

    @Test
    void wholeResponsesAreJudgedAsLabelled() throws Exception {
        assertThat(differing("responses.txt", new MathMatch(), "%s", 50)).isEmpty();
    }

    @Test
    void proseIsJudgedAsLabelledByTheLenientVerifier() throws Exception {
        assertThat(differing("responses-lenient.txt", new LenientMathMatch(), "%s", 40))
                .isEmpty();
    }

    private static List<String> differing(String file, AnswerVerifier verifier, String form, int atLeast)
            throws Exception {
        List<String> differing = new ArrayList<>();
        List<String> lines = lines(file);
        assertThat(lines).hasSizeGreaterThan(atLeast);
        for (String line : lines) {
            String[] parts = line.replace('⏎', '\n').split(" ¦ ", -1);
            assertThat(parts).as(line).hasSize(3);
            Attempt attempt = new Attempt("t", "", parts[1], form.replace("%s", parts[2]), false, Map.of());
            Verdict verdict = verifier.judge(attempt, Deadline.NONE).verdict();
            boolean right = switch (parts[0]) {
                case "T" -> verdict == Verdict.CORRECT;
                case "N" -> verdict == Verdict.NO_ANSWER;
                default -> verdict != Verdict.CORRECT && verdict != Verdict.GOLD_UNUSABLE;
            };
            if (!right) {
                differing.add(verdict + " for " + line);
            }
        }
        return differing;
    }

    private static List<String> lines(String name) throws IOException {
        try (InputStream in = WrittenAnswersTest.class.getResourceAsStream("/math/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
