package dev.rlvr4j.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.rlvr4j.trainer.aggregation.BatchLayout;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import org.junit.jupiter.api.Test;

class CrossEntropyLossTest {
    @Test
    void isTheMeanNegativeLogProb() {
        double[] logProbs = {-1, -2, -3, -4};
        LossResult result = new CrossEntropyLoss().compute(LossBatches.of(logProbs, logProbs, null, new double[4]));

        assertThat(result.value()).isCloseTo(2.5, offset(1e-9));
        assertThat(result.logProbGradient()).containsExactly(-0.25f, -0.25f, -0.25f, -0.25f);
    }

    @Test
    void theTokenMeanCountsTheTokensOfAllSequences() {
        assertThat(new TokenMean().weights(new BatchLayout(new int[] {3, 1, 6}, new int[] {0, 0, 1})))
                .containsExactly(0.1, 0.1, 0.1);
    }
}
