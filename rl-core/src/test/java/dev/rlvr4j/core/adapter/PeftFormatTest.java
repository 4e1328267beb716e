package dev.rlvr4j.core.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.Golden;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeftFormatTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";

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

    /** Those whose files do not hold what was trained, or hold it in another form than the one that is written. */
    private static final List<String> OTHERWISE = List.of(
            "prefix_projection",
            "vblora_topk",
            "loha_pattern",
            "lora_layers",
            "ia3_regex",
            "lora_pissa",
            "lora_olora",
            "adalora_empty");

    /** All but those. */
    static List<String> adapters() {
        return Golden.adapters().stream()
                .filter(name -> !OTHERWISE.contains(name))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void whatPeftWroteIsWrittenAgainAlike(String name) throws IOException {
        scope.close();
        base.close();
        base = BaseModel.load(Golden.baseOf(name), Device.cpu(), Precision.FLOAT32);
        scope = base.newScope();
        PeftFormat.Loaded golden = PeftFormat.read(Golden.adapter(name), base, scope);
        golden.method().save(base, golden.parameters(), directory);

        assertThat(Files.readAllBytes(directory.resolve(WEIGHTS)))
                .isEqualTo(Files.readAllBytes(Golden.adapter(name).resolve(WEIGHTS)));
        ObjectNode expected = config(Golden.adapter(name));
        ObjectNode actual = config(directory);
        assertThat(actual.get("base_model_name_or_path").asText()).isEqualTo(base.path());
        expected.put("base_model_name_or_path", base.path());
        // A set in PEFT, written in no particular order.
        if (expected.path("target_modules").isArray()) {
            TreeSet<String> targets = new TreeSet<>();
            expected.get("target_modules").forEach(target -> targets.add(target.asText()));
            expected.set("target_modules", JSON.valueToTree(targets));
        }
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void theConfigHasPeftsBytes() throws IOException {
        PeftFormat.Loaded golden = PeftFormat.read(Golden.adapter("lora"), base, scope);
        golden.method().save(base, golden.parameters(), directory);
        String theirs = Files.readString(Golden.adapter("lora").resolve(CONFIG));
        assertThat(Files.readString(directory.resolve(CONFIG)))
                .isEqualTo(theirs.replace("\"qwen2-untied\"", '"' + base.path() + '"'));
    }

    @Test
    void anAdapterComesBackAsItWasWritten() {
        Map<String, Integer> ranks = new LinkedHashMap<>();
        ranks.put("q_proj", 3); // first, though it sorts last
        ranks.put("layers.1.self_attn.q_proj", 5);
        Map<String, Double> alphas = new LinkedHashMap<>();
        alphas.put("q_proj", 2.5);
        alphas.put("mlp.up_proj", 4.0);
        roundTrip(
                new Lora(2, 7, true, TargetModules.named("q_proj", "up_proj", "v_proj"), ranks, alphas, Lora.Bias.ALL));
        roundTrip(new Lora(
                2,
                0.5,
                false,
                new TargetModules(List.of(".*(q|v)_proj"), true, List.of(), List.of(1)),
                Map.of(),
                Map.of(),
                Lora.Bias.LORA_ONLY));
        roundTrip(new Lora(
                2,
                4,
                false,
                new TargetModules(List.of("q_proj", "v_proj"), false, List.of(".*0.*v_proj"), List.of()),
                Map.of(),
                Map.of(),
                Lora.Bias.NONE));
    }

    private void roundTrip(Lora lora) {
        Map<String, NDArray> parameters = lora.initialise(base, 5, scope);
        lora.save(base, parameters, directory);
        PeftFormat.Loaded loaded = PeftFormat.read(directory, base, scope);
        Lora read = (Lora) loaded.method();
        assertThat(read).usingRecursiveComparison().ignoringFields("targets").isEqualTo(lora);
        assertThat(read.targets().choose(base.sites())).isEqualTo(lora.targets().choose(base.sites()));
        base.sites().forEach(site -> assertThat(read.scale(site)).isEqualTo(lora.scale(site)));
        assertThat(loaded.parameters().keySet()).containsExactlyElementsOf(parameters.keySet());
        parameters.forEach(
                (name, array) -> assertThat(loaded.parameters().get(name).toFloatArray())
                        .as(name)
                        .isEqualTo(array.toFloatArray()));
    }

    @Test
    void aPatternIsWrittenAsAStringAndNamesAsAList() throws IOException {
        TargetModules targets = new TargetModules(List.of(".*_proj"), true, List.of(".*0.*"), List.of());
        Lora lora = new Lora(2, 2, false, targets, Map.of(), Map.of(), Lora.Bias.NONE);
        lora.save(base, lora.initialise(base, 1, scope), directory);
        ObjectNode config = config(directory);
        assertThat(config.get("target_modules").asText()).isEqualTo(".*_proj");
        assertThat(config.get("exclude_modules").asText()).isEqualTo(".*0.*");
        assertThat(config.get("layers_to_transform").isNull()).isTrue();
        // PEFT refuses layers beside a pattern.
        targets = new TargetModules(List.of(".*(q|v)_proj"), true, List.of(), List.of(1));
        lora = new Lora(2, 2, false, targets, Map.of(), Map.of(), Lora.Bias.NONE);
        lora.save(base, lora.initialise(base, 1, scope), directory);
        config = config(directory);
        assertThat(config.get("layers_to_transform").isNull()).isTrue();
        assertThat(config.get("target_modules").toString())
                .isEqualTo("[\"model.layers.1.self_attn.q_proj\",\"model.layers.1.self_attn.v_proj\"]");
        TargetModules named = new TargetModules(List.of("all-linear"), false, List.of("mlp.up_proj"), List.of());
        lora = new Lora(2, 2, false, named, Map.of(), Map.of(), Lora.Bias.NONE);
        lora.save(base, lora.initialise(base, 1, scope), directory);
        config = config(directory);
        assertThat(config.get("exclude_modules").toString()).isEqualTo("[\"mlp.up_proj\"]");
        assertThat(config.get("target_modules").toString())
                .isEqualTo("[\"down_proj\",\"gate_proj\",\"k_proj\",\"o_proj\",\"q_proj\",\"v_proj\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "peft_type, \"POLY\", POLY",
        "use_dora, true, lora_magnitude_vector",
        "lora_bias, true, lora_B.bias",
        "modules_to_save, [\"lm_head\"], base_model.model.lm_head.weight",
        "modules_to_save, [\"classifier\"], names no module of this model",
        "trainable_token_indices, [3], base_model.model.model.embed_tokens.token_adapter.trainable_tokens_delta",
        "trainable_token_indices, '[3, 3]', stands twice",
        "trainable_token_indices, [128], vocabulary of 128",
        "bias, \"some\", bias",
        "init_lora_weights, \"corda\", corda",
        "target_modules, [\"wqkv\"], wqkv",
        "r, 0, rank",
    })
    void whatIsNotSupportedIsNamedWithItsFile(String key, String value, String named) throws IOException {
        copy("lora");
        ObjectNode config = config(directory);
        config.set(key, JSON.readTree(value));
        Files.writeString(directory.resolve(CONFIG), config.toString());
        refused(named);
    }

    @Test
    void normsAreChosenByARegularExpressionAndExclusionsToo() throws IOException {
        TargetModules targets =
                new TargetModules(List.of(".*layers.*norm"), true, List.of(".*0.input_layernorm"), List.of());
        LnTuning tuning = new LnTuning(targets);
        assertThat(tuning.shapes(base).keySet())
                .containsExactly(
                        "model.layers.0.post_attention_layernorm.ln_tuning_layers.weight",
                        "model.layers.1.input_layernorm.ln_tuning_layers.weight",
                        "model.layers.1.post_attention_layernorm.ln_tuning_layers.weight");
        tuning.save(base, tuning.initialise(base, 1, scope), directory);
        assertThat(PeftFormat.read(directory, base, scope).method()).isEqualTo(tuning);
        assertThat(config(directory).get("exclude_modules").asText()).isEqualTo(".*0.input_layernorm");
    }

    @Test
    void bottlenecksKeepTheirSettings() {
        TargetModules targets = new TargetModules(List.of("o_proj"), false, List.of(), List.of(1));
        BottleneckAdapter adapter = new BottleneckAdapter(3, Bottleneck.Activation.GELU, targets);
        adapter.save(base, adapter.initialise(base, 1, scope), directory);
        assertThat(PeftFormat.read(directory, base, scope).method()).isEqualTo(adapter);
        assertThat(adapter.shapes(base).keySet())
                .contains("model.layers.1.self_attn.o_proj.adapter_down.weight")
                .noneMatch(name -> name.contains("layers.0"));
    }

    @Test
    void anEmbeddingOfAnotherModelUnderALoraIsRefused() throws IOException {
        copy("lora_embedding");
        try (BaseModel other = BaseModel.random(base.config(), 3, Device.cpu(), Precision.FLOAT32)) {
            assertThatThrownBy(() -> PeftFormat.read(directory, other, scope))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("base_layer.weight is not this model's");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CONFIG, WEIGHTS})
    void missingFilesAreNamed(String file) throws IOException {
        copy("lora");
        Files.delete(directory.resolve(file));
        refused(file);
    }

    @Test
    void anAdapterOfAnotherModelIsRefused() throws IOException {
        copy("lora");
        ObjectNode config = config(directory);
        config.put("r", 3);
        Files.writeString(directory.resolve(CONFIG), config.toString());
        refused("has shape [4, 64]");

        config.put("r", 4);
        config.set("target_modules", JSON.readTree("[\"q_proj\", \"down_proj\", \"k_proj\"]"));
        Files.writeString(directory.resolve(CONFIG), config.toString());
        refused("has no tensor base_model.model.model.layers.0.self_attn.k_proj.lora_A.weight");

        config.set("target_modules", JSON.readTree("[\"q_proj\"]"));
        Files.writeString(directory.resolve(CONFIG), config.toString());
        refused("no place for");
    }

    private void refused(String... mentions) {
        assertThatThrownBy(() -> PeftFormat.read(directory, base, scope))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContainingAll(mentions)
                .hasMessageNotContaining("\n");
    }

    private void copy(String adapter) throws IOException {
        for (String file : List.of(CONFIG, WEIGHTS)) {
            Files.copy(Golden.adapter(adapter).resolve(file), directory.resolve(file));
        }
    }

    private static ObjectNode config(Path directory) throws IOException {
        return (ObjectNode) JSON.readTree(directory.resolve(CONFIG).toFile());
    }
}
