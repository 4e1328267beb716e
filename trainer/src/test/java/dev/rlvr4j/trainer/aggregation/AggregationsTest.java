package dev.rlvr4j.trainer.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AggregationsTest {
    /** Two prompts: completions of 1 and 3 tokens, and one of 4. */
    private static final BatchLayout LAYOUT = new BatchLayout(new int[] {1, 3, 4}, new int[] {0, 0, 1});

    private static void check(Aggregation aggregation, double... expected) {
        assertThat(aggregation.weights(LAYOUT)).containsExactly(expected, within(1e-12));
    }

    @Test
    void worksTheNumbers() {
        check(new TokenMean(), 1 / 8.0, 1 / 8.0, 1 / 8.0);
        check(new LocalTokenMean(), 1 / 8.0, 1 / 8.0, 1 / 8.0); // one micro-batch
        check(new SequenceMean(), 1 / 3.0, 1 / 9.0, 1 / 12.0);
        check(new TokenSum(), 1, 1, 1);
        check(new SequenceSumMean(), 1 / 3.0, 1 / 3.0, 1 / 3.0);
        check(new PromptMean(), 1 / 8.0, 1 / 8.0, 1 / 8.0); // both prompts have 4 tokens
        check(new Constant(10), 1 / 30.0, 1 / 30.0, 1 / 30.0);
        assertThat(new PromptMean().weights(new BatchLayout(new int[] {2, 3, 1}, new int[] {0, 0, 1})))
                .containsExactly(0.1, 0.1, 0.5);
    }

    @Test
    void theConstantIsTheLimitOfTheRolloutsUnlessItIsSaid() {
        check(new Constant(0).withLimit(10), 1 / 30.0, 1 / 30.0, 1 / 30.0);
        assertThat(new Constant(7).withLimit(10)).isEqualTo(new Constant(7));
        assertThatThrownBy(() -> new Constant(0).weights(LAYOUT))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("set its length");
        assertThatThrownBy(() -> new Constant(-1))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void onlyTheLocalMeanDependsOnMicroBatches() {
        for (Map.Entry<String, Aggregation> named : Aggregations.all().entrySet()) {
            assertThat(named.getValue().perMicroBatch())
                    .isEqualTo(named.getKey().equals("local_token_mean"));
        }
    }

    @Test
    void meansHaveWeightsThatSumToOneInAnyOrderOfRows() {
        for (int seed = 0; seed < 50; seed++) {
            int n = 1 + CounterRandom.below(seed, 0, 12);
            int[] lengths = new int[n];
            int[] groups = new int[n];
            for (int s = 0; s < n; s++) {
                lengths[s] = 1 + CounterRandom.below(seed, 10 + s, 30);
                groups[s] = s / 3;
            }
            int[] backwards = new int[n];
            int[] groupsBackwards = new int[n];
            Arrays.setAll(backwards, s -> lengths[n - 1 - s]);
            Arrays.setAll(groupsBackwards, s -> groups[n - 1] - groups[n - 1 - s]);
            for (Aggregation mean : new Aggregation[] {new TokenMean(), new SequenceMean(), new PromptMean()}) {
                double[] weights = mean.weights(new BatchLayout(lengths, groups));
                double[] other = mean.weights(new BatchLayout(backwards, groupsBackwards));
                double sum = 0;
                for (int s = 0; s < n; s++) {
                    sum += weights[s] * lengths[s];
                    assertThat(other[n - 1 - s]).isCloseTo(weights[s], offset(1e-15));
                }
                assertThat(sum).isCloseTo(1, offset(1e-12));
            }
        }
    }

    @Test
    void aSequenceWithoutTokensDividesByNothing() {
        BatchLayout layout = new BatchLayout(new int[] {0, 2}, new int[] {0, 1});
        for (Aggregation aggregation : Aggregations.all().values()) {
            assertThat(Arrays.stream(aggregation.withLimit(5).weights(layout))).allMatch(Double::isFinite);
        }
        assertThat(new SequenceMean().weights(layout)).containsExactly(0.5, 0.25); // it counts among the sequences
        assertThat(new TokenMean().weights(new BatchLayout(new int[] {0}, new int[] {0})))
                .containsExactly(1);
    }
}
