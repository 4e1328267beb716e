package dev.rlvr4j.experiments.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.model.Policy;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.model.TokenScores;
import dev.rlvr4j.rollout.Rollouts;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each planted fault turns the right line red. */
class PlantedFaultsTest {
    private static final String RATIO = new OnPolicyRatio().name();
    private static final String GAP = new LogProbGap().name();
    private static final String ADAPTER = new AdapterFollows().name();
    private static final String TOY = new ToyReward().name();
    private static final String ORDER = new AdvantageOrder().name();
    private static final String MICRO = new MicroBatchInvariance().name();
    private static final String SLOPES = new FiniteDifferences().name();
    private static final String RESUME = new ExactResume().name();
    private static final String SWAP = new HotSwap().name();

    @Test
    void anAdapterThatNeverReachesTheSampler() {
        Map<String, Finding> red = red(FaultyRollouts.NotApplied::new, p -> p);
        assertThat(red).containsKeys(ADAPTER, RATIO, TOY).doesNotContainKeys(MICRO, SLOPES, RESUME);
        assertThat(red.get(ADAPTER).advice()).contains("from the base model");
    }

    @Test
    void anAdapterThatIsOneStepBehind() {
        Map<String, Finding> red = red(FaultyRollouts.OneBehind::new, p -> p);
        assertThat(red).containsKeys(ADAPTER, RATIO).doesNotContainKeys(MICRO, SLOPES, RESUME, ORDER);
        assertThat(red.get(ADAPTER).advice()).contains("one step before");
    }

    @Test
    void logProbsAtTheWrongTemperature() {
        Map<String, Finding> red = red(rollouts -> rollouts, ForgottenTemperature::new);
        assertThat(red).containsOnlyKeys(RATIO);
        assertThat(red.get(RATIO).advice()).contains("the same temperature");
    }

    @Test
    void shuffledAdvantages() {
        Map<String, Finding> red = red(rollouts -> rollouts, ShuffledAdvantages::new);
        assertThat(red).containsKey(ORDER).doesNotContainKeys(RATIO, GAP, ADAPTER, RESUME, SWAP);
        assertThat(red.get(ORDER).advice()).contains("other completions than its own");
    }

    private static Map<String, Finding> red(
            Function<Rollouts, Rollouts> faultyRollouts, UnaryOperator<Policy> faultyPolicy) {
        try (RecipeParts parts = RecipeParts.open(Recipes.golden("qwen3"))) {
            Rollouts rollouts = faultyRollouts.apply(parts.rollouts());
            Parts faulty = new Parts() {
                @Override
                public Policy policy(String name, long seed) {
                    return faultyPolicy.apply(parts.policy(name, seed));
                }

                @Override
                public Policy map(String name, long seed) {
                    return faultyPolicy.apply(parts.map(name, seed));
                }

                @Override
                public boolean exactGradient() {
                    return parts.exactGradient();
                }

                @Override
                public Rollouts rollouts() {
                    return rollouts;
                }
            };
            List<Finding> findings = Doctor.examine(parts.setUp(faulty), finding -> {});
            if (rollouts != parts.rollouts()) {
                rollouts.close();
            }
            return findings.stream()
                    .filter(f -> f.verdict() == Finding.Verdict.RED)
                    .collect(Collectors.toMap(Finding::check, f -> f));
        }
    }

    /** Forgets to divide the logits. */
    private static final class ForgottenTemperature extends FaultyPolicy {
        ForgottenTemperature(Policy real) {
            super(real);
        }

        @Override
        public Forward forward(List<SequenceGroup> batch, double temperature) {
            return super.forward(batch, 1);
        }

        @Override
        public TokenScores score(List<SequenceGroup> batch, double temperature) {
            return super.score(batch, 1);
        }
    }

    /** Gives each completion the gradient of the next. */
    private static final class ShuffledAdvantages extends FaultyPolicy {
        ShuffledAdvantages(Policy real) {
            super(real);
        }

        @Override
        public Forward forward(List<SequenceGroup> batch, double temperature) {
            Forward forward = super.forward(batch, temperature);
            int[] lengths = batch.stream()
                    .flatMap(g -> g.completions().stream())
                    .mapToInt(c -> c.length)
                    .toArray();
            return new Forward() {
                @Override
                public TokenScores scores() {
                    return forward.scores();
                }

                @Override
                public void backward(float[] logProbGradient, float @Nullable [] entropyGradient) {
                    forward.backward(shuffled(logProbGradient, lengths), entropyGradient);
                }

                @Override
                public void close() {
                    forward.close();
                }
            };
        }

        private static float[] shuffled(float[] gradient, int[] lengths) {
            float[] shuffled = new float[gradient.length];
            int from = 0;
            for (int s = 0; s < lengths.length; s++) {
                int next = (from + lengths[s]) % gradient.length;
                Arrays.fill(shuffled, from, from + lengths[s], gradient[next]);
                from += lengths[s];
            }
            return shuffled;
        }
    }
}
