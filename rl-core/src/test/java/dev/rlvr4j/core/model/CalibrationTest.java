package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.Eva;
import dev.rlvr4j.core.adapter.LoraGa;
import dev.rlvr4j.core.adapter.Projection;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Adapters that start from data. */
class CalibrationTest {
    private static final int[] IDS = {3, 17, 5, 9, 40, 2, 31, 8, 21, 13};
    private static final List<int[]> TEXTS =
            List.of(TinyModels.tokens(1, 30, 128), TinyModels.tokens(2, 41, 128), TinyModels.tokens(3, 17, 128));
    private static final List<SequenceGroup> GROUPS = TinyModels.groups(4, 128);

    @TempDir
    Path directory;

    private BaseModel base;
    private NDManager scope;

    @BeforeEach
    void load() {
        Torch.prepareThread(1);
        base = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32);
        scope = base.newScope();
    }

    @AfterEach
    void close() {
        scope.close();
        base.close();
    }

    private Site site(int layer, Projection projection) {
        return base.sites().get(7 * layer + projection.ordinal());
    }

    @Test
    void momentsOfTheFirstLayerAreThoseOfTheNormedEmbeddings() {
        int d = base.config().hiddenSize();
        float[] table = base.weight("model.embed_tokens.weight", scope).toFloatArray();
        float[] gain =
                base.weight("model.layers.0.input_layernorm.weight", scope).toFloatArray();
        double[][] expected = new double[d + 1][d + 1];
        for (int[] text : TEXTS) {
            for (int id : text) {
                double squares = 0;
                for (int i = 0; i < d; i++) {
                    squares += table[id * d + i] * table[id * d + i];
                }
                double[] z = new double[d + 1];
                z[d] = 1;
                for (int i = 0; i < d; i++) {
                    z[i] = gain[i]
                            * table[id * d + i]
                            / Math.sqrt(squares / d + base.config().rmsNormEps());
                }
                for (int i = 0; i <= d; i++) {
                    for (int j = 0; j <= d; j++) {
                        expected[i][j] += z[i] * z[j];
                    }
                }
            }
        }
        try (CalibrationPass pass = CalibrationPass.ofInputs(base, TEXTS)) {
            float[] actual = pass.inputs(site(0, Projection.VALUE), scope).toFloatArray();
            for (int i = 0; i < actual.length; i++) {
                double value = expected[i / (d + 1)][i % (d + 1)];
                assertThat((double) actual[i]).as("%d", i).isCloseTo(value, within(1e-3 + 1e-4 * Math.abs(value)));
            }
        }
    }

    @Test
    void ofOneTokenTheRowsOfGradientsAreMultiplesOfTheInputs() {
        try (CalibrationPass inputs = CalibrationPass.ofInputs(base, List.of(new int[] {7}));
                CalibrationPass gradients = CalibrationPass.ofGradients(
                        base, List.of(new SequenceGroup(new int[] {7}, List.of(new int[] {8}))), List.of(new float[] {1
                        }))) {
            for (Site site : base.sites()) {
                int in = site.in();
                float[] moments = inputs.inputs(site, scope).toFloatArray();
                float[] gradient = gradients.gradient(site, scope).toFloatArray();
                double[] x = new double[in];
                for (int i = 0; i < in; i++) {
                    x[i] = moments[in * (in + 1) + i];
                    assertThat((double) moments[i * (in + 1) + i]).isCloseTo(x[i] * x[i], within(1e-3));
                }
                double across = 0;
                double along = 0;
                double length = 0;
                for (double value : x) {
                    length += value * value;
                }
                for (int row = 0; row < site.out(); row++) {
                    double product = 0;
                    double own = 0;
                    for (int i = 0; i < in; i++) {
                        product += gradient[row * in + i] * x[i];
                        own += gradient[row * in + i] * gradient[row * in + i];
                    }
                    along += product * product / length;
                    across += own;
                }
                assertThat(along).as(site.name()).isCloseTo(across, within(1e-4 * across + 1e-9));
            }
        }
    }

    @Test
    void evaTakesOrthonormalComponentsUnderTheRankBudget() {
        Eva eva = new Eva(4, 8, 2, TargetModules.allLinear());
        try (TransformerPolicy policy = new TransformerPolicy(base, eva, "a", 1, false);
                CalibrationPass pass = CalibrationPass.ofInputs(base, TEXTS)) {
            policy.calibrate(pass);
            int total = 0;
            Set<Integer> ranks = new HashSet<>();
            for (Site site : base.sites()) {
                float[] a = tensor(policy, site, ".lora_A.weight").toFloatArray();
                int rank = 0;
                for (int row = 0; row < 8; row++) {
                    for (int other = 0; other <= row; other++) {
                        double product = dot(a, row * site.in(), other * site.in(), site.in());
                        if (row == other && product > 0.5) {
                            rank++;
                        }
                        double expected = row == other ? Math.rint(product) : 0;
                        assertThat(product)
                                .as("%s %d %d", site.name(), row, other)
                                .isCloseTo(expected, within(1e-4));
                    }
                }
                total += rank;
                ranks.add(rank);
            }
            assertThat(total).isEqualTo(4 * base.sites().size());
            assertThat(ranks).hasSizeGreaterThan(1);
            assertAtBase(policy);
        }
    }

    @Test
    void evaRowsThatWereNotGivenStayZeroAndAreNotWritten() {
        Eva eva = new Eva(4, 8, 2, TargetModules.allLinear());
        try (TransformerPolicy policy = new TransformerPolicy(base, eva, "a", 1, false);
                CalibrationPass pass = CalibrationPass.ofInputs(base, TEXTS)) {
            policy.calibrate(pass);
            int[] before = zeroRows(policy);
            for (int step = 0; step < 3; step++) {
                try (Policy.Forward forward = policy.forward(GROUPS, 1)) {
                    forward.backward(TinyModels.noise(9 + step, TinyModels.size(GROUPS), 1), null);
                }
                policy.step(AdamW.DEFAULT, 0.01, 1);
            }
            assertThat(zeroRows(policy)).isEqualTo(before);
            float[] expected = score(policy);
            policy.saveAdapter(directory);
            try (CompiledModel read = base.loadAdapter(directory)) {
                float[] actual = base.score(read.tensors(), IDS).logProbs();
                for (int i = 0; i < actual.length; i++) {
                    assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-5));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(LoraGa.Direction.class)
    void loraGaStartsAtTheBaseWithTheGradientsSingularVectors(LoraGa.Direction direction) {
        int r = 3;
        LoraGa method = new LoraGa(r, 6, direction, LoraGa.Size.UNIT, 16, TargetModules.allLinear());
        List<float[]> weights = GROUPS.stream()
                .map(group -> TinyModels.noise(5, group.askedTokens(), 1))
                .toList();
        try (TransformerPolicy policy = new TransformerPolicy(base, method, "a", 1, false);
                CalibrationPass pass = CalibrationPass.ofGradients(base, GROUPS, weights)) {
            policy.calibrate(pass);
            assertAtBase(policy);
            for (Site site : List.of(site(0, Projection.KEY), site(1, Projection.DOWN))) {
                NDArray g = pass.gradient(site, scope);
                NDArray a = tensor(policy, site, ".lora_A.weight");
                NDArray b = tensor(policy, site, ".lora_B.weight");
                // Rows of A are right singular vectors: G'G a is a multiple of a.
                float[] turned = a.matMul(g.transpose()).matMul(g).toFloatArray();
                float[] own = a.toFloatArray();
                for (int row = 0; row < r; row++) {
                    int from = row * site.in();
                    assertThat(dot(own, from, from, site.in())).isCloseTo(1, within(1e-4));
                    double value = 0;
                    double length = 0;
                    for (int i = 0; i < site.in(); i++) {
                        value += turned[from + i] * own[from + i];
                        length += turned[from + i] * turned[from + i];
                    }
                    assertThat(value / Math.sqrt(length)).isCloseTo(1, within(1e-3));
                }
                // A step along B A is along the gradient, unless A and B take different vectors.
                double along = g.mul(b.matMul(a)).sum().toFloatArray()[0];
                double size = b.matMul(a).norm().toFloatArray()[0] * g.norm().toFloatArray()[0];
                assertThat(along / size).satisfies(cosine -> {
                    if (direction == LoraGa.Direction.RANDOM) {
                        assertThat(cosine).isGreaterThan(0.05);
                    } else {
                        assertThat(cosine).isCloseTo(0, within(1e-4));
                    }
                });
            }
        }
    }

    @Test
    void sizesScaleTheStart() {
        Site site = site(0, Projection.KEY);
        List<float[]> weights = GROUPS.stream()
                .map(group -> TinyModels.noise(5, group.askedTokens(), 1))
                .toList();
        try (CalibrationPass pass = CalibrationPass.ofGradients(base, GROUPS, weights)) {
            double unit = first(pass, LoraGa.Size.UNIT, site);
            assertThat(first(pass, LoraGa.Size.STABLE, site) / unit)
                    .isCloseTo(Math.pow(site.out(), 0.25) / 4, within(1e-4));
            assertThat(first(pass, LoraGa.Size.GD_SCALE, site) / unit).isCloseTo(0.5, within(1e-4));
            double largest = largestSingularValue(base.weight(site.name() + ".weight", scope));
            assertThat(first(pass, LoraGa.Size.WEIGHT_SVD, site)).isCloseTo(largest, within(1e-2 * largest));
        }
    }

    /** The length of B's first column. */
    private double first(CalibrationPass pass, LoraGa.Size size, Site site) {
        LoraGa method = new LoraGa(3, 6, LoraGa.Direction.A2R_BR, size, 16, TargetModules.allLinear());
        try (TransformerPolicy policy = new TransformerPolicy(base, method, "a", 1, false)) {
            policy.calibrate(pass);
            NDArray column = tensor(policy, site, ".lora_B.weight").transpose().get(0);
            return column.norm().toFloatArray()[0];
        }
    }

    private static double largestSingularValue(NDArray w) {
        NDArray x =
                w.getManager().ones(new ai.djl.ndarray.types.Shape(w.getShape().get(1), 1));
        double length = 0;
        for (int i = 0; i < 300; i++) {
            NDArray y = w.transpose().matMul(w.matMul(x));
            length = y.norm().toFloatArray()[0];
            x = y.div(length);
        }
        return Math.sqrt(length);
    }

    private static int[] zeroRows(TransformerPolicy policy) {
        return policy.parameters().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(".lora_A.weight"))
                .mapToInt(entry -> {
                    float[] lengths = entry.getValue().abs().sum(new int[] {1}).toFloatArray();
                    int zero = 0;
                    for (float length : lengths) {
                        zero += length == 0 ? 1 : 0;
                    }
                    return zero;
                })
                .toArray();
    }

    private NDArray tensor(TransformerPolicy policy, Site site, String name) {
        NDArray own = Objects.requireNonNull(policy.parameters().get(site.name() + name));
        return own.stopGradient();
    }

    private void assertAtBase(TransformerPolicy policy) {
        float[] actual = score(policy);
        float[] expected = base.score(base.tensors(), IDS).logProbs();
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-5));
        }
    }

    private float[] score(TransformerPolicy policy) {
        try (CompiledModel compiled = (CompiledModel) policy.compile()) {
            return base.score(compiled.tensors(), IDS).logProbs();
        }
    }

    private static double dot(float[] values, int a, int b, int length) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (double) values[a + i] * values[b + i];
        }
        return sum;
    }
}
