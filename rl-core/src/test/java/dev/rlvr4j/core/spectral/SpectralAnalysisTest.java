package dev.rlvr4j.core.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.Golden;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures against their definitions, computed with Commons Math from dense matrices. */
class SpectralAnalysisTest {
    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    private static BaseModel base(String model, Precision precision) {
        return BaseModel.load(Golden.model(model), Device.cpu(), precision);
    }

    static float[] noise(long seed, long size, double bound) {
        float[] values = new float[Math.toIntExact(size)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * CounterRandom.uniform(seed, i) - 1) * bound);
        }
        return values;
    }

    /** LoRA tensors as after training: none is zero. */
    static Map<String, NDArray> trained(BaseModel base, Lora lora, double size, NDManager scope) {
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        lora.initialise(base, 1, scope).forEach((name, array) -> {
            long[] shape = array.getShape().getShape();
            float[] values = noise(CounterRandom.key(5, name), array.size(), size);
            parameters.put(
                    name, name.contains("lora_B") ? Tensors.on(Device.cpu()).parameter(scope, values, shape) : array);
        });
        return parameters;
    }

    private static RealMatrix weight(BaseModel base, Site site, NDManager scope) {
        return DenseSpectrum.matrix(base.weight(site.name() + ".weight", scope).toFloatArray(), site.out(), site.in());
    }

    private static void assertSame(SiteSpectrum actual, SiteSpectrum expected, double tolerance) {
        assertThat(actual.site()).isEqualTo(expected.site());
        assertThat(figures(actual)).as(actual.site()).containsExactly(figures(expected), within(tolerance));
        int count = actual.singularValues().size();
        double[] values = doubles(actual.singularValues());
        double[] all = doubles(expected.singularValues());
        assertThat(values).containsExactly(Arrays.copyOf(all, count), within(tolerance));
        // Those of a low-rank edit that are not listed are zero.
        assertThat(Arrays.copyOfRange(all, count, all.length))
                .containsExactly(new double[all.length - count], within(tolerance));
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] figures(SiteSpectrum s) {
        return new double[] {
            s.relativeChange(),
            s.spectralNorm(),
            s.stableRank(),
            s.leftAngle(),
            s.rightAngle(),
            s.intruders(),
            s.unchanged(),
            s.principalShare(),
            s.chanceShare(),
            s.spectrumShift()
        };
    }

    @ParameterizedTest
    @CsvSource({
        "qwen2-tied, FLOAT32, 3, 0.05",
        "qwen2-untied, BFLOAT16, 3, 0.002",
        "qwen3, FLOAT32, 40, 0.0005",
        "llama, FLOAT32, 1, 3"
    })
    void loraFiguresAreThoseOfTheDenseChange(String model, Precision precision, int rank, double size) {
        Lora lora = Lora.allLinear(rank, 2.0 * rank);
        try (BaseModel base = base(model, precision);
                SpectralAnalysis analysis = new SpectralAnalysis(base);
                NDManager scope = base.newScope()) {
            Map<String, NDArray> parameters = trained(base, lora, size, scope);
            List<SiteSpectrum> spectra = analysis.of(lora, parameters);
            assertThat(spectra)
                    .extracting(SiteSpectrum::site)
                    .containsExactlyElementsOf(
                            base.sites().stream().map(Site::name).toList());
            for (int i = spectra.size() / 2; i < spectra.size(); i++) { // one layer is enough
                Site site = base.sites().get(i);
                RealMatrix a = DenseSpectrum.matrix(
                        parameters.get(site.name() + ".lora_A.weight").toFloatArray(), rank, site.in());
                RealMatrix b = DenseSpectrum.matrix(
                        parameters.get(site.name() + ".lora_B.weight").toFloatArray(), site.out(), rank);
                RealMatrix before = weight(base, site, scope);
                RealMatrix after = before.add(b.multiply(a).scalarMultiply(2));
                assertSame(spectra.get(i), DenseSpectrum.of(site.name(), before, after), 1e-5);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"qwen2-tied, FLOAT32, 0.02", "qwen2-untied, BFLOAT16, 0.001", "llama, FLOAT32, 0.00001"})
    void fullFineTuningsFiguresAreThoseOfTheReplacedWeights(String model, Precision precision, double size) {
        try (BaseModel base = base(model, precision);
                SpectralAnalysis analysis = new SpectralAnalysis(base);
                NDManager scope = base.newScope()) {
            FullFineTuning full = new FullFineTuning();
            Map<String, NDArray> parameters = new HashMap<>();
            full.initialise(base, 1, scope).forEach((name, array) -> {
                float[] values = array.toFloatArray();
                float[] change = noise(CounterRandom.key(7, name), values.length, size);
                for (int i = 0; i < values.length; i++) {
                    values[i] += change[i];
                }
                parameters.put(
                        name, Tensors.floats(scope, values, array.getShape().getShape()));
            });
            List<SiteSpectrum> spectra = analysis.of(full, parameters);
            assertThat(spectra).hasSameSizeAs(base.sites());
            for (int i = spectra.size() / 2; i < spectra.size(); i++) { // one layer is enough
                Site site = base.sites().get(i);
                RealMatrix after = DenseSpectrum.matrix(
                        parameters.get(site.name() + ".weight").toFloatArray(), site.out(), site.in());
                assertSame(spectra.get(i), DenseSpectrum.of(site.name(), weight(base, site, scope), after), 1e-5);
            }
        }
    }

    @Test
    void anEditAndTheWeightItMakesHaveTheSameFigures() {
        try (BaseModel base = base("qwen3", Precision.FLOAT32);
                SpectralAnalysis analysis = new SpectralAnalysis(base);
                NDManager scope = base.newScope()) {
            Site site = base.sites().get(4);
            // On a grid of powers of two, so that the dense weight in float32 is the exact sum.
            NDArray before = Tensors.floats(
                    scope, grid(base.weight(site.name() + ".weight", scope).toFloatArray(), 12), site.out(), site.in());
            NDArray p = Tensors.floats(scope, grid(noise(1, site.in() * 5L, 0.2), 6), site.in(), 5);
            NDArray q = Tensors.floats(scope, grid(noise(2, site.out() * 5L, 0.2), 6), 5, site.out());
            NDArray after = before.add(p.matMul(q).transpose());
            try (SpectralProgram program = new SpectralProgram(Device.cpu())) {
                BaseSpectrum spectrum = program.decompose(before, scope);
                var low = program.lowRank(p, q, spectrum, scope);
                var dense = program.dense(before, after, spectrum, scope);
                assertThat(low.values()).containsExactly(Arrays.copyOf(dense.values(), 5), within(1e-12));
                assertThat(dense.values()[5]).isCloseTo(0, within(1e-12));
                assertThat(low.principal()).isCloseTo(dense.principal(), within(1e-12));
                NDArray edited = program.edited(before, p, q, scope);
                assertThat(edited.toDoubleArray())
                        .containsExactly(DenseSpectrum.doubles(after.toFloatArray()), within(0.0));
                assertThat(program.compare(before, edited, spectrum, scope))
                        .isEqualTo(program.compare(before, after, spectrum, scope));
            }
        }
    }

    private static float[] grid(float[] values, int bits) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.round(values[i] * (1 << bits)) / (float) (1 << bits);
        }
        return result;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noChangeHasZeroFigures(boolean lowRank) {
        try (BaseModel base = base("qwen2-tied", Precision.BFLOAT16);
                SpectralAnalysis analysis = new SpectralAnalysis(base);
                NDManager scope = base.newScope()) {
            Lora lora = Lora.allLinear(4, 4);
            FullFineTuning full = new FullFineTuning();
            List<SiteSpectrum> spectra = lowRank
                    ? analysis.of(lora, lora.initialise(base, 1, scope))
                    : analysis.of(full, full.initialise(base, 1, scope));
            assertThat(spectra).hasSameSizeAs(base.sites()).allSatisfy(spectrum -> {
                double chance = spectrum.chanceShare();
                assertThat(chance).isPositive();
                assertThat(figures(spectrum)).containsExactly(0, 0, 0, 0, 0, 0, 1, 0, chance, 0);
                assertThat(spectrum.singularValues()).containsOnly(0.0).hasSize(lowRank ? 4 : 32);
            });
        }
    }

    @Test
    void onlyLayersWhoseWeightIsEditedAreListedInTheModelsOrder() {
        try (BaseModel base = base("qwen2-tied", Precision.FLOAT32);
                SpectralAnalysis analysis = new SpectralAnalysis(base);
                NDManager scope = base.newScope()) {
            Lora lora =
                    new Lora(2, 2, false, TargetModules.named("v_proj", "k_proj"), Map.of(), Map.of(), Lora.Bias.ALL);
            Map<String, NDArray> parameters = trained(base, lora, 0.1, scope);
            assertThat(parameters).containsKey("model.layers.0.self_attn.q_proj.bias");
            assertThat(analysis.of(lora, parameters))
                    .extracting(SiteSpectrum::site)
                    .containsExactly(
                            "model.layers.0.self_attn.k_proj",
                            "model.layers.0.self_attn.v_proj",
                            "model.layers.1.self_attn.k_proj",
                            "model.layers.1.self_attn.v_proj");
            assertThat(analysis.of(new Compilation(Map.of(), Map.of()))).isEmpty();
        }
    }

    @Test
    void aTrainedBiasDoesNotCount() {
        try (BaseModel base = base("qwen2-tied", Precision.FLOAT32);
                SpectralAnalysis analysis = new SpectralAnalysis(base);
                NDManager scope = base.newScope()) {
            Site site = base.sites().get(0);
            NDArray p = Tensors.floats(scope, noise(1, site.in(), 1), site.in(), 1);
            NDArray q = Tensors.floats(scope, noise(2, site.out(), 1), 1, site.out());
            NDArray bias = Tensors.floats(scope, noise(3, site.out(), 9), site.out());
            assertThat(analysis.of(new Compilation(Map.of(site, new Edit(p, q, null, null, bias)), Map.of())))
                    .isEqualTo(analysis.of(new Compilation(Map.of(site, Edit.lowRank(p, q)), Map.of())))
                    .hasSize(1);
        }
    }

    @Test
    void changesThatAreNotFiniteAreRefusedByName() {
        try (BaseModel base = base("qwen2-tied", Precision.FLOAT32);
                SpectralAnalysis analysis = new SpectralAnalysis(base);
                NDManager scope = base.newScope()) {
            for (Site site : base.sites().subList(0, 2)) {
                float[] broken = noise(1, site.out(), 1);
                broken[3] = Float.NaN;
                NDArray p = Tensors.floats(scope, noise(1, site.in(), 1), site.in(), 1);
                NDArray q = Tensors.floats(scope, broken, 1, site.out());
                assertThatThrownBy(() -> analysis.of(new Compilation(Map.of(site, Edit.lowRank(p, q)), Map.of())))
                        .isInstanceOf(RlvrException.class)
                        .hasMessageContaining("the change of " + site.name() + " is not finite");
            }
            String name = base.sites().get(0).name() + ".weight";
            float[] values = base.weight(name, scope).toFloatArray();
            values[0] = Float.POSITIVE_INFINITY;
            NDArray replaced = Tensors.floats(
                    scope,
                    values,
                    base.sites().get(0).out(),
                    base.sites().get(0).in());
            assertThatThrownBy(() -> analysis.of(new Compilation(Map.of(), Map.of(name, replaced))))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("is not finite");
        }
    }

    @Test
    void whatIsKeptChangesNoFigureAndStaysUnderItsBound() {
        Lora lora = Lora.allLinear(2, 2);
        try (BaseModel base = base("qwen2-tied", Precision.FLOAT32);
                SpectralAnalysis all = new SpectralAnalysis(base);
                // q takes 64 * 64 + 64 + 64 * 16 numbers, k and v 32 * 32 + 32 + 64 * 8 each.
                SpectralAnalysis some = new SpectralAnalysis(base, 8 * (5184 + 1568 + 1567));
                SpectralAnalysis none = new SpectralAnalysis(base, 0);
                NDManager scope = base.newScope()) {
            Map<String, NDArray> parameters = trained(base, lora, 0.1, scope);
            List<SiteSpectrum> first = all.of(lora, parameters);
            assertThat(all.kept()).isEqualTo(base.sites().size());
            for (int i = 0; i < 2; i++) {
                assertThat(all.of(lora, parameters)).isEqualTo(first);
                assertThat(some.of(lora, parameters)).isEqualTo(first);
                assertThat(none.of(lora, parameters)).isEqualTo(first);
            }
            assertThat(some.kept()).isEqualTo(2);
            assertThat(none.kept()).isZero();
        }
    }

    @Test
    void aRecordRefusesFiguresThatAreNotFinite() {
        assertThatThrownBy(() -> new SiteSpectrum("a", 0, 0, 0, List.of(), 0, Double.NaN, 0, 1, 0, 0.1, 0))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("a's spectrum");
    }
}
