package dev.rlvr4j.core.optim;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.quant.DynamicMap;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Six steps of each optimizer against PyTorch's numbers; {@code scripts/golden_optimizers.py} made them. */
class GoldenOptimizersTest {
    private static final Map<String, Optimizer> OPTIMIZERS = Map.of(
            "adamw", new AdamW(0.8, 0.95, 1e-6, 0.1),
            "adamw groups",
                    new ParameterGroups(
                            new AdamW(0.8, 0.95, 1e-6, 0.1), List.of(new ParameterGroup("lora_B", 16, 0.0))),
            "sgd", new Sgd(0, false, 0.1),
            "sgd momentum", new Sgd(0.9, false, 0.1),
            "sgd nesterov", new Sgd(0.9, true, 0.1),
            "lion", new Lion(0.9, 0.99, 0.1),
            "muon original float32", new Muon(0.9, true, Muon.Scale.ORIGINAL, 0.1, 0.9, 0.99, 1e-7),
            "muon match_adamw float32", new Muon(0.9, true, Muon.Scale.MATCH_ADAMW, 0.1, 0.9, 0.99, 1e-7),
            "muon original bfloat16", new Muon(0.9, true, Muon.Scale.ORIGINAL, 0.1, 0.9, 0.99, 1e-7),
            "adamw_8bit", new AdamW8Bit(0.9, 0.99, 1e-8, 0.1, 0));

    /** Its name is its {@code toString}, for the test's report. */
    record Case(String name, JsonNode data) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() throws IOException {
        JsonNode cases = golden().get("cases");
        assertThat(cases).hasSize(OPTIMIZERS.size());
        return StreamSupport.stream(cases.spliterator(), false)
                .map(c -> new Case(c.get("name").asText(), c));
    }

    private static JsonNode golden() throws IOException {
        try (InputStream in = GoldenOptimizersTest.class.getResourceAsStream("/optim/golden.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stepsAreThoseOfTheReference(Case golden) {
        Torch.prepareThread(1);
        JsonNode data = golden.data();
        float tolerance = (float) data.get("tolerance").asDouble();
        try (NDManager scope = Torch.manager(Device.cpu());
                Gradients.Mode off = Gradients.recording(false);
                OptimizerState state = new OptimizerState(scope)) {
            Map<String, NDArray> values = new LinkedHashMap<>();
            data.get("shapes")
                    .fieldNames()
                    .forEachRemaining(name -> values.put(name, tensor(scope, data, data.get("start"), name)));
            for (int step = 0; step < data.get("gradients").size(); step++) {
                JsonNode gradients = data.get("gradients").get(step);
                List<Parameter> parameters = new ArrayList<>();
                // Half the gradient, scaled by two: the scale that clipping takes is applied too.
                values.forEach((name, value) -> parameters.add(new Parameter(
                        name, value, tensor(scope, data, gradients, name).mul(0.5f))));
                state.step(
                        OPTIMIZERS.get(golden.name()),
                        parameters,
                        data.get("rates").get(step).asDouble(),
                        2);
            }
            values.forEach((name, value) -> assertThat(value.toFloatArray())
                    .as(name)
                    .usingComparatorWithPrecision(tolerance)
                    .containsExactly(floats(data.get("end").get(name))));
        }
    }

    @ParameterizedTest
    @MethodSource("maps")
    void theDynamicMapIsThatOfThePaper(String name, float[] actual) throws IOException {
        assertThat(actual)
                .usingComparatorWithPrecision(1e-7f)
                .containsExactly(floats(golden().get("maps").get(name)));
    }

    static Stream<Arguments> maps() {
        return Stream.of(Arguments.of("signed", DynamicMap.signed()), Arguments.of("unsigned", DynamicMap.unsigned()));
    }

    private static NDArray tensor(NDManager scope, JsonNode data, JsonNode values, String name) {
        JsonNode shape = data.get("shapes").get(name);
        long[] dimensions = new long[shape.size()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = shape.get(i).asLong();
        }
        return Tensors.on(Device.cpu()).parameter(scope, floats(values.get(name)), dimensions);
    }

    private static float[] floats(JsonNode values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values.get(i).asDouble();
        }
        return floats;
    }
}
