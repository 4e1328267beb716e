package dev.rlvr4j.envs.generators;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.envs.Task;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkingsTest {
    private static final Pattern STEP = Pattern.compile("(-?[0-9]+)([-+*/])(-?[0-9]+)=(-?[0-9]+)");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chain_sum | 17+38-60= | 17+38=55;55-60=-5",
                "decimal_chain_sum | 8.4-4.95= | 840-495=345",
                "products | 83*76= | 76*80=6080;76*3=228;6080+228=6308",
                "products | 6*14= | 6*10=60;6*4=24;60+24=84",
                "gcd | gcd(27,18)= | 27%18=9;18%9=0",
                "fraction_simplification | Simplify 6/15: | 6/3=2;15/3=5",
                "count_primes | How many primes are there from 33 to 42, both included? | 37,41",
                "count_primes | How many primes are there from 24 to 28, both included? | none",
                "number_sequence | Next number: -49, -78, -107, -136, | -136-29=-165",
                "simple_equations | Solve 9z+6=-84 for z: | -84-6=-90;-90/9=-10",
                "complex_arithmetic | (-6+i)-(5-5i)= | -6-5=-11;1+5=6",
                "polynomial_multiplication | (4x+4)*(-x-8)= | 4*-1=-4;4*-8=-32;4*-1=-4;-32-4=-36;4*-8=-32"
            })
    void aKnownKindOfTaskIsWorkedStepByStep(String generator, String question, String steps) {
        assertThat(Workings.of(Procedural.task(generator, question, "0"))).contains(steps);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "products | 6*7=",
                "products | 100*7=",
                "gcd | gcd(27,18,9)=",
                "number_sequence | Next number: 1, 4, 9, 16,",
                "complex_arithmetic | (3+4i)*(1-2i)=",
                "polynomial_multiplication | (x^2+1)*(x-2)=",
                "simple_equations | Solve 5z+30+26z=26+655 for z:",
                "calendar_arithmetic | Which date is 3 days after 2022-03-01?"
            })
    void whatHasNoKnownStepsIsLeftToItsAnswer(String generator, String question) {
        assertThat(Workings.of(Procedural.task(generator, question, "0"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chain_sum",
                "decimal_chain_sum",
                "products",
                "fraction_simplification",
                "leg_counting",
                "number_sequence",
                "simple_equations",
                "complex_arithmetic",
                "polynomial_multiplication"
            })
    void everyStepHolds(String generator) {
        int worked = 0;
        for (int level = 1; level <= 3; level++) {
            for (Task task : Procedural.tasks(generator, level, 50)) {
                String steps = Workings.of(task).orElse("");
                worked += steps.isEmpty() ? 0 : 1;
                for (String step : steps.isEmpty() ? List.<String>of() : List.of(steps.split(";", -1))) {
                    Matcher parts = STEP.matcher(step);
                    assertThat(parts.matches()).as(step).isTrue();
                    long a = Long.parseLong(parts.group(1));
                    long b = Long.parseLong(parts.group(3));
                    long value = switch (parts.group(2)) {
                        case "+" -> a + b;
                        case "-" -> a - b;
                        case "*" -> a * b;
                        default -> a % b == 0 ? a / b : Long.MAX_VALUE;
                    };
                    assertThat(parts.group(4)).as(step).isEqualTo(Long.toString(value));
                }
            }
        }
        assertThat(worked).isGreaterThan(25);
    }

    @Test
    void legsAreCountedKindByKind() {
        Task task = Procedural.tasks("leg_counting", 1, 1).get(0);
        assertThat(Workings.of(task).orElseThrow()).endsWith("=" + task.reference());
    }
}
