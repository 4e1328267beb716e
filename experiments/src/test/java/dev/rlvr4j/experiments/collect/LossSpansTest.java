package dev.rlvr4j.experiments.collect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.loop.VersionSpan;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossSpansTest {
    /** Two turns of ten tokens: the adapter was swapped within the first, and three tokens were given between them. */
    private static final Completion TURNS = new Completion(
            new int[10], new float[10], FinishReason.STOP, List.of(span(0, 2, 1), span(2, 4, 2), span(7, 10, 2)), "");

    private static VersionSpan span(int start, int end, int version) {
        return new VersionSpan(start, end, new AdapterVersion("a", version));
    }

    @ParameterizedTest
    @CsvSource({"7, '[[0, 4], [7, 10]]'", "5, '[[0, 4], [7, 8]]'", "4, '[[0, 4]]'", "3, '[[0, 3]]'", "1, '[[0, 1]]'"})
    void aSpanStandsForEachTurnOfTheModelUpToTheEndOfThePrefix(int learnt, String spans) {
        assertThat(LossSpans.of(TURNS, learnt)).hasToString(spans);
    }
}
