package dev.rlvr4j.experiments.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.experiments.collect.CollectSettings.Keep;
import dev.rlvr4j.experiments.collect.CollectSettings.Part;
import dev.rlvr4j.experiments.collect.CollectSettings.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
    @ParameterizedTest
    @CsvSource({
        "RIGHT, 1, 0, '[1, 3]'",
        "RIGHT, 0.5, 0, '[1, 3, 4]'",
        "RIGHT, 1, 1, '[1]'",
        "RIGHT, 3, 0, '[]'",
        "BEST, 0.5, 0, '[3]'",
        "BEST, 3, 0, '[]'",
        "ALL, 1, 0, '[0, 1, 3, 4]'",
        "ALL, 1, 2, '[0, 1]'"
    })
    void keepsByScoreAndNoneTwice(Keep keep, double minScore, int most, String kept) {
        CollectSettings settings = new CollectSettings(Part.TRAIN, 1, 5, keep, minScore, most, Span.WHOLE);
        Selection selection = Selection.of(group(new double[] {0, 1, 1, 2, 0.5}, 10, 11, 11, 13, 14), settings);

        assertThat(selection.kept()).hasToString(kept);
        assertThat(selection.repeated()).isEqualTo(1);
    }

    @Test
    void whatNobodyCouldJudgeIsCountedAndNeverRight() {
        Group group = group(new double[] {1, 1}, 1, 2);
        Score failed = new Score(1, Map.of("error/http", 1.0), "ERROR: no server");
        Score judged = new Score(1, Map.of("error/http", 0.0), "");
        Group half = new Group(group.prompt(), group.completions(), List.of(failed, judged));

        Selection right = Selection.of(half, new CollectSettings(Part.TRAIN, 1, 2, Keep.RIGHT, 1, 0, Span.WHOLE));
        assertThat(right.kept()).containsExactly(1);
        assertThat(right.failed()).isEqualTo(1);
        assertThat(Selection.of(half, new CollectSettings(Part.TRAIN, 1, 2, Keep.ALL, 1, 0, Span.WHOLE))
                        .kept())
                .containsExactly(0, 1);
        assertThat(CollectTotals.NONE.plus(2, right).note())
                .isEqualTo("1 of 2 completions kept, of 1 of 1 tasks; the verifier failed on 1");
    }

    @Test
    void ofEqualScoresTheFirstIsBest() {
        CollectSettings settings = new CollectSettings(Part.TRAIN, 1, 5, Keep.BEST, 0, 0, Span.WHOLE);

        assertThat(Selection.of(group(new double[] {0, 1, 1}, 1, 2, 3), settings)
                        .kept())
                .containsExactly(1);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 0, 0.5, 100",
        "32, 1, 0, 0.5, 32",
        "320, 1, 0, 0.5, 100",
        "0, 0.2, 0, 0.5, 20",
        "0, 0.001, 0, 0.5, 1",
        "8, 1, 0.1, 0.05, 100",
        "8, 1, 0.1, 0.5, 8"
    })
    void aSpanIsAPrefixOrTheWhole(int tokens, double ratio, double wholeShare, double draw, int length) {
        assertThat(new Span(tokens, ratio, wholeShare).length(100, draw)).isEqualTo(length);
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new Span(-1, 1, 0)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new Span(0, 0, 0)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new Span(0, 1, 1.5)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new CollectSettings(Part.TRAIN, 0, 1, Keep.ALL, 1, 0, Span.WHOLE))
                .isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new CollectSettings(Part.TRAIN, 1, 1, Keep.ALL, Double.NaN, 0, Span.WHOLE))
                .isInstanceOf(InputException.class);
        assertThatThrownBy(() -> new CollectSettings(Part.TRAIN, 1, 1, Keep.ALL, 1, -1, Span.WHOLE))
                .isInstanceOf(InputException.class);
    }

    private static Group group(double[] scores, int... tokens) {
        List<Completion> completions = new ArrayList<>();
        List<Score> all = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            completions.add(new Completion(
                    new int[] {tokens[i]},
                    new float[1],
                    FinishReason.STOP,
                    List.of(new VersionSpan(0, 1, AdapterVersion.BASE)),
                    "x"));
            all.add(Score.of(scores[i], "r"));
        }
        return new Group(new Prompt("t", "p", new int[] {1}), completions, all);
    }
}
