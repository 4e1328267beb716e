package dev.rlvr4j.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.loop.CounterRandom;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every loss of the catalogue must hold, whichever it is. */
class LossCatalogueTest {
    private static final int[] LENGTHS = {3, 1, 7, 2, 5, 6, 4, 1};

    static Stream<String> names() {
        return Losses.all().stream().map(Losses.Kind::name);
    }

    private static Loss loss(String name) {
        return Losses.find(name).orElseThrow().loss();
    }

    /** Sequences whose ratios, masks and covariances fall on both sides of the bounds of most losses. */
    private static LossBatch batch(long seed) {
        int n = Arrays.stream(LENGTHS).sum();
        int[] offsets = new int[LENGTHS.length + 1];
        float[][] columns = new float[6][n];
        for (int s = 0; s < LENGTHS.length; s++) {
            offsets[s + 1] = offsets[s] + LENGTHS[s];
            double advantage = 3 * CounterRandom.uniform(seed, s) - 1.5;
            for (int i = offsets[s]; i < offsets[s + 1]; i++) {
                double logProb = -0.1 - 2 * CounterRandom.uniform(seed + 1, i);
                double old = logProb + 0.9 * (CounterRandom.uniform(seed + 2, i) - 0.5);
                columns[0][i] = (float) logProb;
                columns[1][i] = (float) old;
                columns[2][i] = (float) (old + 0.8 * (CounterRandom.uniform(seed + 3, i) - 0.5));
                columns[3][i] = (float) advantage;
                columns[4][i] = (float) (1.0 / (LENGTHS.length * LENGTHS[s]));
            }
        }
        return new LossBatch(offsets, columns[0], columns[5], columns[1], columns[2], null, columns[3], columns[4]);
    }

    /** Some sequences of a batch, in the order given. */
    private static LossBatch part(LossBatch whole, int... sequences) {
        int[] offsets = new int[sequences.length + 1];
        for (int k = 0; k < sequences.length; k++) {
            offsets[k + 1] = offsets[k] + whole.offsets()[sequences[k] + 1] - whole.offsets()[sequences[k]];
        }
        int[] positions = Arrays.stream(sequences)
                .flatMap(s -> IntStream.range(whole.offsets()[s], whole.offsets()[s + 1]))
                .toArray();
        return new LossBatch(
                offsets,
                pick(whole.logProbs(), positions),
                pick(whole.entropies(), positions),
                pick(whole.old(), positions),
                pick(whole.sampler(), positions),
                null,
                pick(whole.advantages(), positions),
                pick(whole.weights(), positions),
                positions);
    }

    private static float[] pick(float[] values, int[] positions) {
        float[] picked = new float[positions.length];
        for (int i = 0; i < picked.length; i++) {
            picked[i] = values[positions[i]];
        }
        return picked;
    }

    /** The batch as one of its own, its places counted anew. */
    private static LossBatch alone(LossBatch b) {
        return new LossBatch(
                b.offsets(), b.logProbs(), b.entropies(), b.old(), b.sampler(), null, b.advantages(), b.weights());
    }

    @ParameterizedTest
    @MethodSource("names")
    void valueAndGradientAreThoseOfTheFormula(String name) {
        ReferenceLosses.Surrogate formula = ReferenceLosses.ALL.get(name);
        assertThat(formula)
                .as("a formula for %s stands in ReferenceLosses", name)
                .isNotNull();
        int compared = 0;
        int moving = 0;
        for (long seed = 10; seed < 20; seed++) {
            LossBatch batch = batch(seed);
            LossResult result = loss(name).compute(batch);
            double[] p = ReferenceLosses.logProbs(batch);

            assertThat(result.value()).isCloseTo(formula.value(p, batch), offset(1e-6));
            double h = 1e-6;
            for (int i = 0; i < p.length; i++) {
                double at = p[i];
                double here = formula.value(p, batch);
                p[i] = at + h;
                double right = (formula.value(p, batch) - here) / h;
                p[i] = at - h;
                double left = (here - formula.value(p, batch)) / h;
                p[i] = at;
                if (Math.abs(right - left) < 1e-4) { // not at a kink
                    assertThat((double) result.logProbGradient()[i])
                            .as("seed %d, token %d", seed, i)
                            .isCloseTo((right + left) / 2, offset(2e-6));
                    compared++;
                    moving += result.logProbGradient()[i] == 0 ? 0 : 1;
                }
            }
        }
        assertThat(compared).isGreaterThan(280);
        assertThat(moving).isGreaterThan(60);
    }

    @ParameterizedTest
    @MethodSource("names")
    void microBatchesAddUpToTheWhole(String name) {
        LossBatch whole = batch(3);
        LossResult all = loss(name).compute(whole);
        Loss prepared = loss(name).over(whole);
        for (int[][] split : new int[][][] {
            {{0, 1, 2}, {3}, {4, 5, 6, 7}}, {{7, 2}, {0}, {6, 5, 1}, {3, 4}}, {{0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}}
        }) {
            double value = 0;
            float[] gradient = new float[whole.tokens()];
            for (int[] sequences : split) {
                LossBatch micro = part(whole, sequences);
                LossResult result = prepared.compute(micro);
                value += result.value();
                for (int i = 0; i < micro.tokens(); i++) {
                    gradient[micro.positions()[i]] = result.logProbGradient()[i];
                }
            }
            assertThat(value).isCloseTo(all.value(), offset(1e-9));
            assertThat(gradient).containsExactly(all.logProbGradient(), within(1e-9f));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void theOrderOfRowsDoesNotMatter(String name) {
        // clip_cov drops a random share by place; all of them, it has no choice.
        Loss loss = name.equals("clip_cov") ? new ClipCov(0.2, 0.2, 1, 0.2, 5, 0) : loss(name);
        LossBatch whole = batch(4);
        LossBatch shuffled = part(whole, 5, 0, 7, 2, 6, 1, 4, 3);
        LossResult all = loss.compute(whole);
        LossResult other = loss.compute(alone(shuffled));

        assertThat(other.value()).isCloseTo(all.value(), offset(1e-7));
        assertThat(other.logProbGradient())
                .containsExactly(pick(all.logProbGradient(), shuffled.positions()), within(1e-7f));
    }

    @ParameterizedTest
    @MethodSource("names")
    void staysFiniteAtTheExtremes(String name) {
        float[] extremes = {0, -1e-7f, -1, -60, -700, -1e4f};
        int n = extremes.length * extremes.length * 2;
        float[][] columns = new float[5][n];
        int[] offsets = new int[n / 2 + 1];
        for (int i = 0; i < n; i++) {
            columns[0][i] = extremes[i / 2 % 6];
            columns[1][i] = extremes[i / 12];
            columns[2][i] = extremes[(i / 2 + i / 12) % 6];
            columns[3][i] = i % 4 < 2 ? 30 : -30;
            columns[4][i] = 1f / n;
            offsets[i / 2 + 1] = i + 1;
        }
        LossResult result = loss(name)
                .compute(new LossBatch(
                        offsets, columns[0], new float[n], columns[1], columns[2], null, columns[3], columns[4]));

        assertThat(result.value()).isFinite();
        for (float g : result.logProbGradient()) {
            assertThat(g).isFinite();
        }
        result.metrics()
                .toMap()
                .forEach((metric, value) -> assertThat(value).as(metric).isFinite());
    }

    @ParameterizedTest
    @MethodSource("names")
    void saysTruthfullyWhetherRowsWithoutAdvantageCount(String name) {
        LossBatch b = batch(5);
        LossBatch zero = new LossBatch(
                b.offsets(),
                b.logProbs(),
                b.entropies(),
                b.old(),
                b.sampler(),
                null,
                new float[b.tokens()],
                b.weights());
        LossResult result = loss(name).compute(zero);
        boolean nothing = result.value() == 0;
        for (float g : result.logProbGradient()) {
            nothing &= g == 0;
        }
        assertThat(nothing).isEqualTo(!loss(name).needsZeroAdvantageRows());
    }

    @ParameterizedTest
    @MethodSource("names")
    void anEmptySequenceAddsNothing(String name) {
        LossBatch b = batch(6);
        int[] offsets = IntStream.concat(Arrays.stream(b.offsets()), IntStream.of(b.tokens()))
                .toArray();
        LossBatch longer = new LossBatch(
                offsets, b.logProbs(), b.entropies(), b.old(), b.sampler(), null, b.advantages(), b.weights());

        assertThat(loss(name).compute(longer).value())
                .isEqualTo(loss(name).compute(b).value());
        assertThat(loss(name).compute(longer).logProbGradient())
                .containsExactly(loss(name).compute(b).logProbGradient());
    }

    @Test
    void namesAreFoundInOtherSpellings() {
        assertThat(Losses.find("Dr-GRPO").orElseThrow().name()).isEqualTo("dr_grpo");
        assertThat(Losses.find("reinforce++").orElseThrow().name()).isEqualTo("reinforce_plus_plus");
        assertThat(Losses.find("REINFORCE++-baseline").orElseThrow().name()).isEqualTo("reinforce_plus_plus_baseline");
        assertThat(Losses.find("ppo_clip").orElseThrow().name()).isEqualTo("ppo");
        assertThat(Losses.find("gspo-token").orElseThrow().name()).isEqualTo("gspo_token");
        assertThat(Losses.find("DPPO+KL").orElseThrow().name()).isEqualTo("dppo_kl");
        assertThat(Losses.find("dppo").orElseThrow().name()).isEqualTo("dppo_kl");
        assertThat(Losses.find("is").orElseThrow().name()).isEqualTo("importance_sampling");
        assertThat(Losses.find("nope")).isEmpty();
        assertThat(Losses.ALIASES.values())
                .allSatisfy(name -> assertThat(Losses.find(name)).isPresent());
        assertThat(Losses.ALIASES.keySet())
                .allSatisfy(alias -> assertThat(Losses.find(alias)).isPresent());
    }
}
