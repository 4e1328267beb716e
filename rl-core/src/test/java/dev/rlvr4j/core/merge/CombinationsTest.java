package dev.rlvr4j.core.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.adapter.Projection;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.Golden;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The combinations that PEFT has not, by hand, and the settings of all. */
class CombinationsTest {
    private BaseModel base;
    private NDManager scope;
    private Site site;

    @BeforeEach
    void open() {
        Torch.prepareThread(1);
        base = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32);
        scope = base.newScope();
        site = base.sites().get(0);
    }

    @AfterEach
    void close() {
        scope.close();
        base.close();
    }

    private static Lora queries(int r, double alpha) {
        return new Lora(
                r,
                alpha,
                false,
                new TargetModules(List.of("q_proj"), false, List.of(), List.of(0)),
                Map.of(),
                Map.of(),
                Lora.Bias.NONE);
    }

    /** A LoRA on the first layer's queries, scale 2, of which a sees the inputs from one on to another only. */
    private Contribution adapter(long seed, double weight, double size, int from, int to) {
        Lora lora = queries(3, 6);
        Map<String, NDArray> tensors = new LinkedHashMap<>();
        lora.shapes(base).forEach((name, shape) -> {
            float[] values = new float[(int) (shape[0] * shape[1])];
            for (int i = 0; i < values.length; i++) {
                boolean seen = !name.contains("lora_A") || (i % shape[1] >= from && i % shape[1] < to);
                values[i] = seen ? (float) (size * (CounterRandom.uniform(CounterRandom.key(seed, name), i) - 0.5)) : 0;
            }
            tensors.put(name, scope.create(values, new Shape(shape)));
        });
        return Contribution.of("adapter " + seed, lora, tensors, weight, base, scope);
    }

    private Contribution adapter(long seed, double weight) {
        return adapter(seed, weight, 1, 0, site.in());
    }

    private static float[] change(Compilation compilation, Site site) {
        Edit edit = Objects.requireNonNull(compilation.edits().get(site));
        return change(edit).toFloatArray();
    }

    private static NDArray change(Edit edit) {
        return Objects.requireNonNull(edit.p())
                .matMul(Objects.requireNonNull(edit.q()))
                .transpose();
    }

    private NDArray tensor(Contribution adapter, String part) {
        return Objects.requireNonNull(adapter.tensors().get(site.name() + "." + part + ".weight"));
    }

    private static void assertClose(float[] actual, float[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("entry %d", i).isCloseTo(expected[i], within(1e-5));
        }
    }

    private Compilation combine(String name, Map<String, String> settings, Contribution... adapters) {
        return Combinations.of(name, settings).combine(base, List.of(adapters), scope);
    }

    @Test
    void loraHubSumsFactorsByTheirWeights() {
        Contribution one = adapter(1, 0.7);
        Contribution two = adapter(2, -1.2);
        NDArray a = tensor(one, "lora_A").mul(0.7f).add(tensor(two, "lora_A").mul(-1.2f));
        NDArray b = tensor(one, "lora_B").mul(0.7f).add(tensor(two, "lora_B").mul(-1.2f));
        assertClose(
                change(combine("lorahub", Map.of(), one, two), site),
                b.matMul(a).mul(2).toFloatArray());
    }

    @Test
    void robustMergeIsThePublishedProcedure() {
        Contribution one = adapter(1, 1);
        Contribution two = adapter(2, 1);
        double[][] a = new double[2][];
        double[][] b = new double[2][];
        double[][] scale = new double[2][];
        Contribution[] both = {one, two};
        int in = site.in();
        for (int t = 0; t < 2; t++) {
            float[] whole = tensor(both[t], "lora_A").toFloatArray();
            a[t] = trimmed(whole);
            b[t] = trimmed(tensor(both[t], "lora_B").toFloatArray());
            scale[t] = new double[3];
            for (int i = 0; i < 3; i++) {
                double all = 0;
                double left = 0;
                for (int j = 0; j < in; j++) {
                    all += Math.abs(whole[i * in + j]);
                    left += Math.abs(a[t][i * in + j]);
                }
                scale[t][i] = all / left;
            }
            // Of three sorted scales the one at place int(3 * 0.8) = 2, the largest, is the least.
            double largest = Math.max(scale[t][0], Math.max(scale[t][1], scale[t][2]));
            scale[t] = new double[] {largest, largest, largest};
        }
        float[] expected = new float[site.out() * in];
        for (int o = 0; o < site.out(); o++) {
            for (int j = 0; j < in; j++) {
                double sum = 0;
                for (int i = 0; i < 3; i++) {
                    double merged = 2
                            * (scale[0][i] * b[0][o * 3 + i] + scale[1][i] * b[1][o * 3 + i])
                            / (scale[0][i] + scale[1][i]);
                    sum += merged * 2 * (a[0][i * in + j] + a[1][i * in + j]);
                }
                expected[o * in + j] = (float) (2 * sum); // the LoRAs' scale
            }
        }
        assertClose(change(combine("robustmerge", Map.of(), one, two), site), expected);
    }

    private static double[] trimmed(float[] values) {
        float[] sorted = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            sorted[i] = Math.abs(values[i]);
        }
        java.util.Arrays.sort(sorted);
        float threshold = sorted[(int) (values.length * 0.8) - 1];
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = Math.abs(values[i]) >= threshold ? values[i] : 0;
        }
        return result;
    }

    @Test
    void kLoraTakesTheAdapterWithTheLargerPeaksAfterBalance() {
        // The first has few large inputs, the second many small ones; their sums of sizes are balanced.
        Contribution peaked = adapter(1, 1, 3, 0, 4);
        Contribution flat = adapter(2, 1, 0.5, 0, site.in());
        Compilation chosen = combine("klora", Map.of(), peaked, flat);
        assertClose(change(chosen, site), change(peaked.compilation(), site));
        Compilation otherWay = combine("klora", Map.of(), flat, peaked);
        assertClose(change(otherWay, site), change(peaked.compilation(), site));
    }

    @Test
    void zipLoraKeepsAdaptersApartThatSeeDifferentInputs() {
        Contribution first = adapter(1, 1, 1, 0, 20);
        Contribution second = adapter(2, 1, 1, 20, site.in());
        float[] sum = change(combine("cat", Map.of(), first, second), site);
        assertClose(change(combine("ziplora", Map.of("penalty", "0"), first, second), site), sum);
        assertClose(change(combine("ziplora", Map.of(), first, second), site), sum);
    }

    @Test
    void zipCoefficientsAreTheMinimum() {
        for (int n = 0; n < 200; n++) {
            double aa = CounterRandom.uniform(7, 3L * n) + 0.01;
            double bb = CounterRandom.uniform(7, 3L * n + 1) + 0.01;
            double ab = (2 * CounterRandom.uniform(7, 3L * n + 2) - 1) * 0.99 * Math.sqrt(aa * bb);
            double penalty = n % 4 * 0.4;
            ZipCoefficients best = ZipCoefficients.best(aa, bb, ab, penalty);
            double least = best.loss(aa, bb, ab, penalty);
            for (double x = -1.5; x <= 1.5; x += 0.05) {
                for (double y = -1.5; y <= 1.5; y += 0.05) {
                    assertThat(new ZipCoefficients(x, y).loss(aa, bb, ab, penalty))
                            .isGreaterThanOrEqualTo(least - 1e-12);
                }
            }
        }
        assertThat(ZipCoefficients.best(1, 1, 0, 0)).isEqualTo(new ZipCoefficients(0.5, 0.5));
        ZipCoefficients apart = ZipCoefficients.best(1, 0.9, 0.1, 5);
        assertThat(apart.first() * apart.second()).isZero();
        assertThat(ZipCoefficients.best(2, 0, 0, 0.3).first()).isEqualTo(1);
    }

    @Test
    void clampingCutsAtAQuantileOfBothFactors() {
        Contribution one = adapter(1, 1);
        Compilation plain = combine("svd", Map.of("rank", "2"), one);
        Compilation clamped = combine("svd", Map.of("rank", "2", "clamp", "0.9"), one);
        Edit before = Objects.requireNonNull(plain.edits().get(site));
        Edit after = Objects.requireNonNull(clamped.edits().get(site));
        float[] p = Objects.requireNonNull(before.p()).toFloatArray();
        float[] q = Objects.requireNonNull(before.q()).toFloatArray();
        float[] all = new float[p.length + q.length];
        System.arraycopy(p, 0, all, 0, p.length);
        System.arraycopy(q, 0, all, p.length, q.length);
        java.util.Arrays.sort(all);
        double at = 0.9 * (all.length - 1);
        int low = (int) at;
        double high = all[low] + (at - low) * (all[low + 1] - all[low]);
        float[] expected = new float[p.length];
        for (int i = 0; i < p.length; i++) {
            expected[i] = (float) Math.max(-high, Math.min(high, p[i]));
        }
        assertClose(Objects.requireNonNull(after.p()).toFloatArray(), expected);
        assertThat(Objects.requireNonNull(after.q()).toFloatArray()).isNotEqualTo(q);
    }

    @Test
    void layersOfOneAdapterAreItsOwn() {
        Contribution queries = adapter(1, 1);
        Lora values = new Lora(3, 6, false, TargetModules.named("v_proj"), Map.of(), Map.of(), Lora.Bias.NONE);
        Contribution other = Contribution.of("values", values, values.initialise(base, 1, scope), 1, base, scope);
        Compilation both = combine("cat", Map.of(), queries, other);
        assertClose(change(both, site), change(queries.compilation(), site));
        assertThat(both.edits().keySet().stream().filter(s -> s.projection() == Projection.VALUE))
                .hasSize(base.config().layers());
    }

    @Test
    void settingsAreChecked() {
        Map<String, Map<String, String>> mistakes = Map.of(
                "ties", Map.of("density", "0"),
                "dare_linear", Map.of("density", "much"),
                "ties_svd", Map.of("sign", "both"),
                "svd", Map.of("rank", "-1"),
                "magnitude_prune_svd", Map.of("clamp", "0.3"),
                "robustmerge", Map.of("quantile", "1"),
                "ziplora", Map.of("penalty", "-1"),
                "klora", Map.of("density", "0.2"),
                "addition", Map.of());
        mistakes.forEach((name, settings) -> assertThatThrownBy(() -> Combinations.of(name, settings))
                .as(name)
                .isInstanceOf(InputException.class));
        assertThat(Combinations.settings("dare_ties_svd"))
                .isEqualTo(Map.of("density", "0.5", "seed", "0", "sign", "total", "rank", "0", "clamp", "1"));
    }
}
