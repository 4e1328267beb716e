package dev.rlvr4j.envs.generators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Deadline;
import dev.rlvr4j.rewards.Judgement;
import dev.rlvr4j.rewards.Verdict;
import dev.rlvr4j.rewards.Verifiers;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a model writes, a scorer gives a verdict, and soon. */
class HostileAnswersTest {
    private static final List<String> PIECES = List.of(
            "",
            " ",
            "-",
            "+",
            "--",
            "*",
            "/",
            "//",
            "**",
            "^",
            "^^",
            "(",
            ")",
            "((",
            "[",
            "]",
            "{",
            "}",
            "\\",
            "\\frac",
            "\\frac{1}",
            "\\text{",
            "$",
            ",",
            ",,",
            ";",
            ":",
            ".",
            "..",
            "=",
            "==",
            "0",
            "00",
            "1/0",
            "99999999999999999999",
            "0x",
            "1e9",
            "x",
            "i",
            "C",
            "+C",
            "x^",
            "x^99999999999",
            "to",
            "pour",
            "pour to",
            "fill",
            "fill A",
            "knight",
            "knave",
            "is",
            "day",
            "days",
            "none",
            "_",
            "|",
            "\n",
            "\t",
            "\u0000",
            "\u200b",
            "\ud800",
            "²",
            "⁹⁹⁹⁹",
            "−",
            "×",
            "０",
            "٣",
            "é",
            "<answer>",
            "</think>");

    static List<String> names() {
        return Generators.standard().names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void mutatedAnswersAreJudgedWithoutAnError(String name) {
        for (Task task : Procedural.tasks(name, 2, 20)) {
            for (int i = 0; i < 60; i++) {
                Draws draws = new Draws(CounterRandom.key(CounterRandom.key(11, task.question()), i));
                StringBuilder answer = new StringBuilder(task.reference());
                for (int change = draws.between(1, 4); change > 0; change--) {
                    int at = draws.between(0, answer.length());
                    int to = Math.min(answer.length(), at + draws.between(0, 3));
                    answer.replace(at, to, draws.of(PIECES));
                }
                Judgement judged = Procedural.judge(task, "\\boxed{" + answer + "}");
                assertThat(judged.value()).isEqualTo(judged.verdict() == Verdict.CORRECT ? 1 : 0);
                assertThat(judged.verdict()).isNotEqualTo(Verdict.GOLD_UNUSABLE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void longAnswersEndSoon(String name) {
        Task task = Procedural.tasks(name, 1, 1).get(0);
        for (String piece : PIECES) {
            String answer = piece.repeat(30_000 / Math.max(1, piece.length()));
            long start = System.nanoTime();
            assertThat(Procedural.judge(task, "<answer>" + answer + task.reference() + "</answer>")
                            .verdict())
                    .isNotNull();
            assertThat(System.nanoTime() - start).as(piece).isLessThan(2_000_000_000L);
        }
    }

    @Test
    void theVerifierIsFoundByItsNameAndRefusesTasksOfOthers() throws Exception {
        Task task = Procedural.task("gcd", "gcd(4,6)=", "2");
        Attempt attempt = new Attempt("id", task.question(), "2", "2", false, task.metadata());
        assertThat(Verifiers.standard().get("procedural").verify(attempt).value())
                .isEqualTo(1);
        Attempt other = new Attempt("id", "q", "2", "2", false, Map.of());
        Assertions.assertThatThrownBy(() -> new ProceduralVerifier().judge(other, Deadline.NONE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("task 'id' was made by no generator");
        assertThat(new ProceduralVerifier().version()).isEqualTo("procedural-1");
    }

    @Test
    void aTaskWhoseReferenceItsScorerRefusesIsUnusable() {
        Attempt wrong = new Attempt(
                "id", "q", "1+2", "", false, Map.of("generator", "countdown", "numbers", "1 2", "target", "4"));
        assertThat(new ProceduralVerifier().unusable(wrong))
                .hasValueSatisfying(why -> assertThat(why).contains("not 4"));
    }
}
