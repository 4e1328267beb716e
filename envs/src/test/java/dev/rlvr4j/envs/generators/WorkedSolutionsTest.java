package dev.rlvr4j.envs.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.NumericMatch;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkedSolutionsTest {
    @ParameterizedTest
    @CsvSource({
        "17+38+25=, 17+38=55;55+25=80|#### 80",
        "2+3=, 2+3=5|#### 5",
        "5-17+3=, 5-17=-12;-12+3=-9|#### -9",
        "3*4*5=, 3*4=12;12*5=60|#### 60",
    })
    void carefulOnesWorkFromLeftToRight(String question, String solution) {
        assertThat(WorkedSolutions.careful(task(question))).isEqualTo(solution.replace('|', '\n'));
    }

    @Test
    void theRewardPaysEveryCarefulSolutionAndOnlyRightCarelessOnes() {
        for (String operators : new String[] {"+", "-", "+-", "*"}) {
            ArithmeticEnvironment arithmetic =
                    new ArithmeticEnvironment(new ArithmeticSettings(3, 0, 20, operators, 0.1, 50, 0));
            for (int i = 0; i < 300; i++) {
                Task task = arithmetic.train().task(i);
                String careless = WorkedSolutions.careless(task, 1);

                assertThat(reward(task, WorkedSolutions.careful(task))).isEqualTo(1);
                assertThat(reward(task, careless)).isEqualTo(careless.equals("#### " + task.reference()) ? 1 : 0);
            }
        }
    }

    @Test
    void carelessOnesAreOffByALittleAsOftenAsAsked() {
        ArithmeticEnvironment arithmetic = new ArithmeticEnvironment(ArithmeticSettings.defaults(0));
        int wrong = 0;
        for (int i = 0; i < 2000; i++) {
            Task task = arithmetic.train().task(i);
            String careless = WorkedSolutions.careless(task, 7);
            long off = Math.abs(Long.parseLong(careless.substring(5)) - Long.parseLong(task.reference()));

            assertThat(careless).isEqualTo(WorkedSolutions.careless(task, 7));
            assertThat(off).isIn(0L, 1L, 2L, 10L);
            assertThat(WorkedSolutions.careless(task, 7, 0)).isEqualTo("#### " + task.reference());
            assertThat(WorkedSolutions.careless(task, 7, 1)).isNotEqualTo("#### " + task.reference());
            wrong += off == 0 ? 0 : 1;
        }
        assertThat(wrong).isBetween(900, 1100); // 1000 expected, standard deviation 22
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "5=",
                "2+3",
                "2+3=5",
                "2++3=",
                "2+3*4=",
                "2/3=",
                "-2+3=",
                "two+3=",
                "2 + 3=",
                "99999999999999999999+1=",
                "999999999999*999999999999="
            })
    void otherQuestionsAreRefused(String question) {
        assertThatThrownBy(() -> WorkedSolutions.careful(task(question)))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'" + question + "'");
    }

    private static double reward(Task task, String response) {
        return new NumericMatch()
                .verify(new Attempt(task.id(), task.question(), task.reference(), response, false, Map.of()))
                .value();
    }

    private static Task task(String question) {
        return new Task("t1", question, "", Map.of());
    }
}
