package dev.rlvr4j.envs.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurriculumTest {
    private static final Curriculum.Rule RULE = new Curriculum.Rule(4, 3, 0.75, 0.25);

    private static Curriculum after(Curriculum curriculum, double... rates) {
        for (double rate : rates) {
            curriculum = curriculum.record(rate);
        }
        return curriculum;
    }

    @Test
    void theLevelRisesOnceAFullWindowSucceedsAndTheWindowStartsAgain() {
        Curriculum start = Curriculum.start(RULE, 1);
        assertThat(after(start, 1, 1).level()).isEqualTo(1);
        Curriculum up = after(start, 1, 1, 1);
        assertThat(up.level()).isEqualTo(2);
        assertThat(up.recent()).isEmpty();
        assertThat(after(up, 1, 1).level()).isEqualTo(2);
        assertThat(after(start, 0.75, 0.75, 0.75).level()).isEqualTo(1);
    }

    @Test
    void theWindowSlidesOverOlderRates() {
        Curriculum curriculum = after(Curriculum.start(RULE, 2), 0.2, 0.5, 0.8, 0.8);
        assertThat(curriculum.level()).isEqualTo(2);
        assertThat(curriculum.recent()).containsExactly(0.5, 0.8, 0.8);
        assertThat(curriculum.record(0.8).level()).isEqualTo(3);
    }

    @Test
    void theLevelFallsWhereTooLittleSucceedsAndStaysInsideItsBounds() {
        assertThat(after(Curriculum.start(RULE, 3), 0, 0.1, 0.2).level()).isEqualTo(2);
        assertThat(after(Curriculum.start(RULE, 1), 0, 0, 0, 0, 0).level()).isEqualTo(1);
        assertThat(after(Curriculum.start(RULE, 4), 1, 1, 1, 1, 1).level()).isEqualTo(4);
    }

    @Test
    void stoppingAndGoingOnAnywhereGivesTheSameLevels() {
        Curriculum whole = Curriculum.start(RULE, 2);
        Curriculum resumed = whole;
        for (int i = 0; i < 500; i++) {
            double rate = CounterRandom.uniform(7, i);
            whole = whole.record(rate);
            resumed = Curriculum.fromJson(RULE, resumed.toJson()).record(rate);
            assertThat(resumed).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{",
                "{\"level\":9,\"recent\":[]}",
                "{\"level\":1,\"recent\":[0,0,0,0]}",
                "{\"level\":1,\"recent\":[\"x\"]}",
                "{\"level\":1.5,\"recent\":[]}",
                "{\"level\":1}"
            })
    void aStateThatIsNoneIsRefused(String json) {
        assertThatThrownBy(() -> Curriculum.fromJson(RULE, json)).isInstanceOf(InputException.class);
    }

    @Test
    void ratesAndRulesOutOfBoundsAreRefused() {
        assertThatThrownBy(() -> Curriculum.start(RULE, 1).record(1.5)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> Curriculum.start(RULE, 1).record(Double.NaN)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new Curriculum.Rule(3, 0, 0.7, 0.2)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new Curriculum.Rule(3, 1, 0.2, 0.7)).isInstanceOf(InputException.class);
        assertThat(Curriculum.Rule.usual(5).window()).isEqualTo(10);
    }
}
