package dev.rlvr4j.core.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.RlvrException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompletionTest {
    private static Completion of(int tokens, VersionSpan... spans) {
        return new Completion(new int[tokens], new float[tokens], FinishReason.STOP, List.of(spans), "");
    }

    private static VersionSpan span(int start, int end) {
        return new VersionSpan(start, end, AdapterVersion.BASE);
    }

    @Test
    void tokensInNoSpanWereGiven() {
        Completion whole = of(3, span(0, 1), span(1, 3));
        assertThat(whole.sampledTokens()).isEqualTo(3);
        assertThat(whole.sampled()).containsExactly(true, true, true);
        Completion turns = of(6, span(0, 2), span(4, 5));
        assertThat(turns.sampledTokens()).isEqualTo(3);
        assertThat(turns.sampled()).containsExactly(true, true, false, false, true, false);
    }

    @Test
    void refusesSpansThatSayNothingOrTooMuch() {
        for (VersionSpan[] wrong : new VersionSpan[][] {
            {}, {span(0, 4)}, {span(1, 1)}, {span(0, 2), span(1, 3)}, {span(2, 3), span(0, 1)}, {span(-1, 2)}
        }) {
            assertThatThrownBy(() -> of(3, wrong))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("version");
        }
    }
}
