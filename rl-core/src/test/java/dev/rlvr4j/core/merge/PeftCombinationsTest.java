package dev.rlvr4j.core.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.checkpoint.Safetensors;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.Golden;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The numbers of PEFT's add_weighted_adapter, made by {@code merging/generate.py}. */
class PeftCombinationsTest {
    private static final Path GOLDEN = resource();
    private static BaseModel base;

    private static Path resource() {
        try {
            return Path.of(Objects.requireNonNull(PeftCombinationsTest.class.getResource("/merging"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void load() {
        Torch.prepareThread(1);
        base = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        base.close();
    }

    static List<String> cases() throws IOException {
        List<String> names = new ArrayList<>();
        read().fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode read() throws IOException {
        return new ObjectMapper().readTree(Files.readString(GOLDEN.resolve("cases.json")));
    }

    /** PEFT's options in our words. */
    private static Map<String, String> settings(String kind, JsonNode options) {
        Map<String, String> ours = Map.of("svd_rank", "rank", "majority_sign_method", "sign", "density", "density");
        Map<String, String> settings = new HashMap<>();
        options.properties()
                .forEach(option -> settings.put(
                        Objects.requireNonNull(ours.get(option.getKey())),
                        option.getValue().asText()));
        if (kind.startsWith("dare")) {
            settings.put("seed", "5");
        }
        return settings;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void combinesAsPeftDoes(String name) throws IOException {
        JsonNode golden = read().path(name);
        String kind = name.replaceFirst("\\..*", "");
        Combination combination = Combinations.of(kind, settings(kind, golden.path("options")));
        try (NDManager scope = base.newScope();
                Safetensors expected = Safetensors.open(GOLDEN.resolve("expected.safetensors"))) {
            List<Contribution> adapters = new ArrayList<>();
            for (int i = 0; i < golden.path("adapters").size(); i++) {
                adapters.add(Contribution.read(
                        GOLDEN.resolve(golden.path("adapters").path(i).asText()),
                        golden.path("weights").path(i).asDouble(),
                        base,
                        scope));
            }
            Compilation combined = combination.combine(base, adapters, scope);
            assertThat(combined.weights()).isEmpty();
            Set<String> sites = new HashSet<>();
            for (Map.Entry<Site, Edit> entry : combined.edits().entrySet()) {
                String path = entry.getKey().name();
                sites.add(name + "/" + path);
                NDArray a = read(expected, name + "/" + path + "/A", scope);
                NDArray b = read(expected, name + "/" + path + "/B", scope);
                NDArray p = Objects.requireNonNull(entry.getValue().p());
                NDArray q = Objects.requireNonNull(entry.getValue().q());
                assertClose(p.matMul(q).transpose(), b.matMul(a));
                if (!kind.endsWith("svd") && !kind.equals("cat")) {
                    assertClose(p.transpose(), a);
                    assertClose(q.transpose(), b);
                }
            }
            Set<String> peft = new HashSet<>();
            expected.entries().keySet().stream()
                    .filter(tensor -> tensor.startsWith(name + "/"))
                    .forEach(tensor -> peft.add(tensor.substring(0, tensor.length() - 2)));
            assertThat(sites).isNotEmpty().isEqualTo(peft);
        }
    }

    private static NDArray read(Safetensors file, String name, NDManager scope) {
        return scope.create(
                file.floats(name),
                new ai.djl.ndarray.types.Shape(file.entry(name).shape()));
    }

    private static void assertClose(NDArray actual, NDArray expected) {
        assertThat(actual.getShape()).isEqualTo(expected.getShape());
        float[] is = actual.toFloatArray();
        float[] should = expected.toFloatArray();
        for (int i = 0; i < is.length; i++) {
            assertThat((double) is[i]).as("entry %d", i).isCloseTo(should[i], within(2e-6));
        }
    }
}
