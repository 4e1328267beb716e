package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.loss.DecoupledPpo;
import dev.rlvr4j.trainer.loss.Loss;
import org.junit.jupiter.api.Test;

class AlgorithmTest {
    private static final Loss DECOUPLED = new DecoupledPpo(0.2, 0.2, 0, 5, DecoupledPpo.OnExcess.MASK);

    private static Algorithm with(OldLogProbs old) {
        return new Algorithm(ZScore.DEFAULT, DECOUPLED, new TokenMean(), old, 1);
    }

    @Test
    void aLossThatWeighsOldAgainstTheSamplerIsRefusedWhereTheyAreTheSame() {
        assertThatThrownBy(() -> with(OldLogProbs.SAMPLER))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("set old_log_probs: recompute");
        assertThat(with(OldLogProbs.RECOMPUTE).loss()).isEqualTo(DECOUPLED);
    }
}
