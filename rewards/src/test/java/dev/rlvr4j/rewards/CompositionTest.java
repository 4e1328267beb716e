package dev.rlvr4j.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.Score;
import org.junit.jupiter.api.Test;

class CompositionTest {
    private static final String GOOD = "<think>2+2</think><answer>4</answer>";

    private final Verifier gated = Rewards.weighted(
            new Rewards.Part("format", new FormatTags(), 0),
            new Rewards.Part("numeric", new NumericMatch(), 1).onlyIf("format"),
            new Rewards.Part("length", a -> Score.of(a.response().length(), "characters"), -0.001));

    @Test
    void aGatedPartCountsOnlyWhereItsGatePassesAndStaysInTheMetrics() throws Exception {
        Score open = gated.verify(Attempts.of("4", GOOD));
        Score shut = gated.verify(Attempts.of("4", "#### 4"));

        assertThat(open.value()).isEqualTo(1 - 0.001 * GOOD.length());
        assertThat(open.parts()).containsEntry("numeric/only_if", 1.0).containsEntry("format", 1.0);
        assertThat(shut.value()).isEqualTo(-0.006);
        assertThat(shut.parts())
                .containsEntry("numeric", 1.0)
                .containsEntry("numeric/only_if", 0.0)
                .containsEntry("length", 6.0);
        assertThat(shut.reason()).endsWith("numeric does not count, as format does not pass");
    }

    @Test
    void correctIsThatOfTheFirstPartThatSaysSoWhateverTheSum() throws Exception {
        assertThat(gated.verify(Attempts.of("4", "#### 4")).parts()).containsEntry("correct", 1.0);
        assertThat(gated.verify(Attempts.of("5", GOOD)).parts()).containsEntry("correct", 0.0);
    }

    @Test
    void anUnusableReferenceOfAnyPartIsTheSums() {
        assertThat(gated.unusable(Attempts.of("many", ""))).isPresent();
        assertThat(gated.unusable(Attempts.of("4", ""))).isEmpty();
    }

    @Test
    void aGateMustBeAnotherPart() {
        Rewards.Part numeric = new Rewards.Part("numeric", new NumericMatch(), 1);
        assertThatThrownBy(() -> Rewards.weighted(numeric.onlyIf("numeric")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'numeric' counts only if 'numeric' passes, which is not another part");
        assertThatThrownBy(() -> Rewards.weighted(numeric.onlyIf("fromat")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the parts are numeric");
    }
}
