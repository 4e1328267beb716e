package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Loftq;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.quant.DynamicMap;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.quant.QuantisedWeight;
import dev.rlvr4j.core.quant.Quantiser;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Quantised matrices against a plain computation in PyTorch ({@code scripts/golden_quantisation.py}). */
class GoldenQuantisationTest {
    private static final int EVERY = 37;

    private static JsonNode golden() throws IOException {
        return new ObjectMapper()
                .readTree(
                        Objects.requireNonNull(GoldenQuantisationTest.class.getResource("/golden/quantisation.json")));
    }

    static Stream<Arguments> cases() throws IOException {
        return StreamSupport.stream(golden().get("cases").spliterator(), false)
                .map(node -> Arguments.of(
                        node.get("format").asText(),
                        node.get("rows").asInt(),
                        node.get("columns").asInt(),
                        node));
    }

    /** The same numbers as the script's. */
    private static float[] matrix(int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            double x = (i * 2654435761L % (1L << 32)) / (double) (1L << 31) - 1;
            values[i] = (float) (x * x * x * (1 + i / columns % 7));
        }
        return values;
    }

    @ParameterizedTest(name = "{0} {1} x {2}")
    @MethodSource("cases")
    void codesAndValuesAreThoseOfTheReference(String format, int rows, int columns, JsonNode expected) {
        Torch.prepareThread(1);
        try (BaseModel base = BaseModel.load(Golden.model("llama"), Device.cpu(), Precision.FLOAT32);
                NDManager scope = base.newScope()) {
            NDArray matrix = Tensors.on(Device.cpu()).parameter(scope, matrix(rows, columns), rows, columns);
            QuantisedWeight weight =
                    Quantiser.on(Device.cpu()).quantise("w", matrix, Quantisation.parse(format), scope);
            assertThat(sha(weight.codes())).isEqualTo(expected.get("codes").asText());
            assertThat(sha(weight.scales())).isEqualTo(expected.get("scales").asText());
            float[] runs = weight.runs().toFloatArray();
            int n = 0;
            for (JsonNode run : expected.get("runs")) {
                for (JsonNode value : run) {
                    assertThat(runs[n++]).isCloseTo((float) value.asDouble(), within(1e-7f));
                }
            }
            assertThat(n).isEqualTo(runs.length);
            float[] values =
                    base.transformer().dequantised(weight, columns, scope).toFloatArray();
            JsonNode samples = expected.get("values");
            for (int i = 0; i < samples.size(); i++) {
                assertThat(values[i * EVERY])
                        .as("element %d", i * EVERY)
                        .isCloseTo((float) samples.get(i).asDouble(), within(5e-7f));
            }
        }
    }

    private static String sha(NDArray array) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (ByteBuffer bytes : Tensors.on(array.getDevice()).bytes(array)) {
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theDynamicMapIsBitsandbytesBitForBit() throws IOException {
        float[] map = DynamicMap.signed();
        JsonNode expected = golden().get("map");
        assertThat(map).hasSize(expected.size());
        for (int i = 0; i < map.length; i++) {
            assertThat(map[i]).isEqualTo((float) expected.get(i).asDouble());
        }
    }

    static Stream<Arguments> adapters() throws IOException {
        return StreamSupport.stream(golden().get("loftq").spliterator(), false)
                .map(node -> Arguments.of(
                        node.get("weight").asText(), node.get("format").asText(), node));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("adapters")
    void loftqStartsAsTheReferenceDoes(String weight, String format, JsonNode expected) {
        Torch.prepareThread(1);
        String module = weight.replace(".weight", "");
        Loftq loftq = new Loftq(expected.get("rank").asInt(), TargetModules.named(module));
        try (BaseModel base = BaseModel.load(
                        Golden.model("qwen3"), Device.cpu(), Precision.FLOAT32, Quantisation.parse(format));
                NDManager scope = base.newScope()) {
            Map<String, NDArray> start = loftq.initialise(base, 1, scope);
            NDArray a = Objects.requireNonNull(start.get(module + ".lora_A.weight"));
            NDArray b = Objects.requireNonNull(start.get(module + ".lora_B.weight"));
            float[] product = b.matMul(a).toFloatArray();
            JsonNode samples = expected.get("product");
            assertThat(loftq.lora().scale(base.sites().get(0))).isEqualTo(1);
            for (int i = 0; i < samples.size(); i++) {
                assertThat((double) product[i * EVERY]).isCloseTo(samples.get(i).asDouble(), within(1e-6));
            }
            // How the singular values are shared between the two.
            assertThat((double) b.square().sum().getFloat())
                    .isCloseTo(expected.get("squares").get(0).asDouble(), within(1e-5));
            assertThat((double) a.square().sum().getFloat())
                    .isCloseTo(expected.get("squares").get(1).asDouble(), within(1e-5));
        }
    }

    @Test
    void zeroesStayZero() {
        Torch.prepareThread(1);
        try (BaseModel base = BaseModel.load(Golden.model("llama"), Device.cpu(), Precision.FLOAT32);
                NDManager scope = base.newScope()) {
            float[] half = matrix(4, 64);
            java.util.Arrays.fill(half, 0, 128, 0);
            for (float[] values : new float[][] {new float[256], half}) {
                NDArray matrix = Tensors.on(Device.cpu()).parameter(scope, values, 4, 64);
                for (Quantisation format : Quantisation.values()) {
                    if (format != Quantisation.NONE) {
                        QuantisedWeight weight = Quantiser.on(Device.cpu()).quantise("w", matrix, format, scope);
                        float[] back = base.transformer()
                                .dequantised(weight, 64, scope)
                                .toFloatArray();
                        for (int i = 0; i < 128; i++) {
                            assertThat(back[i]).isZero();
                        }
                    }
                }
            }
        }
    }

    @Test
    void aMatrixThatCannotBeCutIntoBlocksIsRefused() {
        try (NDManager scope = Torch.manager(Device.cpu())) {
            Quantiser quantiser = Quantiser.on(Device.cpu());
            NDArray narrow = Tensors.on(Device.cpu()).parameter(scope, matrix(3, 24), 3, 24);
            assertThatThrownBy(() -> quantiser.quantise("layer.w", narrow, Quantisation.NF4, scope))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("layer.w of 3 x 24")
                    .hasMessageContaining("72 elements")
                    .hasMessageContaining("use int8");
            assertThatThrownBy(() -> quantiser.quantise("layer.w", narrow, Quantisation.NVFP4, scope))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("rows of 24");
            assertThat(quantiser
                            .quantise("layer.w", narrow, Quantisation.INT8, scope)
                            .codes()
                            .size())
                    .isEqualTo(72);
        }
    }

    @Test
    void anUnknownFormatIsRefused() {
        assertThatThrownBy(() -> Quantisation.parse("int3"))
                .isInstanceOf(InputException.class)
                .hasMessage("quantisation must be none, int8, nf4, nvfp4, but is 'int3'");
    }
}
