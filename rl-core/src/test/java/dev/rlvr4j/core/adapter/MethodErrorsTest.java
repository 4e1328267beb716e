package dev.rlvr4j.core.adapter;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
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
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with settings and files is said in one sentence that names it. */
class MethodErrorsTest {
    private static final TargetModules ALL = TargetModules.allLinear();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    static List<Arguments> settings() {
        return List.of(
                wrong(() -> new Hra(0, false, ALL), "r must be at least 1", "0"),
                wrong(() -> new Boft(4, 4, 1, ALL), "one of boft_block_size and boft_block_num", "4 and 4"),
                wrong(() -> new Boft(4, 0, 0, ALL), "boft_n_butterfly_factor must be at least 1"),
                wrong(() -> new Oft(0, true, 5, ALL), "one of oft_block_size and r", "0 and 0"),
                wrong(
                        () -> new Glora(Glora.Form.LORA, Glora.Form.CONSTANT, Glora.Form.NONE, 4, ALL),
                        "C is lora, vector or none",
                        "CONSTANT"),
                wrong(() -> new Lokr(4, 8, false, 0, ALL, Map.of(), Map.of()), "decompose_factor", "0"),
                wrong(() -> new Loha(4, 8, ALL, Map.of("q_proj", 0), Map.of()), "rank_pattern", "q_proj"),
                wrong(() -> new FourierFt(4, 8, 1, ALL, Map.of("q_proj", 0)), "n_frequency_pattern", "q_proj"),
                wrong(() -> new Ia3(ALL, List.of("a", "b"), true), "one regular expression", "[a, b]"),
                wrong(() -> new Vera(0, 0.1, ALL), "r must be at least 1", "0"),
                wrong(() -> new Lokr(4, Double.NaN, ALL), "alpha", "NaN"),
                wrong(() -> new LoraFa(4, 0, ALL), "alpha must not be 0"),
                wrong(() -> new LoraPlus(4, 8, -1, ALL), "ratio", "-1"),
                wrong(() -> new DecomposedLora(4, 0, DecomposedLora.Part.QR, ALL), "alpha must be above 0"),
                wrong(() -> new Eva(4, 8, 0.5, ALL), "rho must be at least 1", "0.5"),
                wrong(
                        () -> new LoraGa(4, 8, LoraGa.Direction.AR_BR, LoraGa.Size.UNIT, 0, ALL),
                        "gamma must be above 0",
                        "0.0"),
                wrong(() -> new VbLora(2, 4, 16, 5, ALL), "topk 5", "4"),
                wrong(() -> new TinyLora(2, 8, 1.5, ALL), "weight_tying", "1.5"),
                wrong(
                        () -> new LnTuning(new TargetModules(List.of("norm"), false, List.of(), List.of(1))),
                        "ln-tuning has no layers_to_transform"),
                wrong(() -> new PromptTuning(0, VirtualInit.RANDOM, ""), "virtual_tokens must be at least 1", "0"),
                wrong(() -> new PromptTuning(4, VirtualInit.TEXT, ""), "init text needs init_text"),
                wrong(() -> new PromptTuning(4, VirtualInit.RANDOM, "x"), "init_text is given, but init is RANDOM"),
                wrong(() -> new PrefixTuning(4, VirtualInit.VOCABULARY, "", true, 0), "set init to random"),
                wrong(() -> BottleneckAdapter.houlsby(0), "r must be at least 1"),
                wrong(
                        () -> new AdaLora(4, 8, 8, 10, 0, 0, 1, 0.8, 0.8, 0.5, ALL, Map.of()),
                        "target_r 8",
                        "init_r",
                        "4"),
                wrong(
                        () -> new AdaLora(8, 4, 8, 10, 6, 4, 1, 0.8, 0.8, 0.5, ALL, Map.of()),
                        "total_step must be more than",
                        "10"));
    }

    static List<Arguments> misfits() {
        return List.of(
                wrong(() -> new Oft(24, true, 5, ALL), "24 does not divide the 64 input features", "layers.0"),
                wrong(() -> new Boft(48, ALL), "48 does not divide the 64 input"),
                wrong(() -> new Boft(0, 24, 1, ALL), "boft_block_num 24 does not divide the 64 input"),
                wrong(() -> new Boft(32, 0, 3, ALL), "boft_n_butterfly_factor 3", "2^2", "2 blocks of 32"),
                wrong(() -> new Oft(0, 24, false, false, false, 1, true, 5, ALL), "r 24 does not divide the 64 input"),
                wrong(() -> new VbLora(2, 8, 64, 2, ALL), "64 does not divide the 32 output", "k_proj"),
                wrong(() -> new Miss(64, Miss.Form.BAT, 1, ALL), "64 does not divide the 32 output"),
                wrong(() -> new Miss(8, Miss.Form.MINI, 5, ALL), "mini_r 5 does not divide the 64 output"),
                wrong(() -> new TinyLora(33, 8, 0, ALL), "r 33", "k_proj", "32"),
                wrong(
                        () -> new LoraGa(17, 8, LoraGa.Direction.AR_BR, LoraGa.Size.UNIT, 1, ALL),
                        "2 r singular vectors",
                        "17",
                        "32 x 64"),
                wrong(() -> new LoraXs(40, 8, ALL), "r 40", "at most 32"),
                wrong(() -> new FourierFt(4000, 1, 1, ALL), "n_frequency 4000", "2048"),
                wrong(
                        () -> new LnTuning(TargetModules.named("rmsnorm", "norm")),
                        "[rmsnorm] names no norm",
                        "input_layernorm"),
                wrong(() -> new PromptTuning(5000, VirtualInit.RANDOM, ""), "virtual_tokens 5000 leave no room in"),
                wrong(() -> new PrefixTuning(5000, VirtualInit.RANDOM, "", false, 0), "leave no room in"),
                wrong(
                        () -> new BottleneckAdapter(4, Bottleneck.Activation.RELU, ALL),
                        "behind o_proj (attention) or down_proj",
                        "q_proj"));
    }

    private static Arguments wrong(Supplier<AdapterMethod> method, String... mentions) {
        return Arguments.of(method, List.of(mentions));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settingsThatMeanNothingAreRefused(Supplier<AdapterMethod> method, List<String> mentions) {
        assertThatThrownBy(method::get)
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(mentions.toArray(CharSequence[]::new))
                .hasMessageNotContaining("\n");
    }

    @Test
    void anOddNumberOfReflectionsCannotStart() {
        assertThatThrownBy(() -> new Hra(5, false, ALL).start(".hra_u", new long[] {64, 5}, 1))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll("even", "5");
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void methodsThatDoNotFitTheModelAreRefused(Supplier<AdapterMethod> method, List<String> mentions) {
        Torch.prepareThread(1);
        try (BaseModel base = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32)) {
            assertThatThrownBy(() -> method.get().shapes(base))
                    .isInstanceOf(InputException.class)
                    .hasMessageContainingAll(mentions.toArray(CharSequence[]::new))
                    .hasMessageNotContaining("\n");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "hra; r; 3; has shape",
                "hra; apply_GS; 1; apply_GS must be true or false",
                "vera; save_projection; false; no place for",
                "vera; r; 5; has shape",
                "hra; target_modules; [\"q_proj\"]; no place for",
                "ia3; feedforward_modules; \".*(down\"; is not a regular expression",
                "miss; init_weights; \"bone\"; init_weights",
                "miss; modules_to_save; [\"lm_head\"]; no tensor base_model.model.lm_head.weight",
                "miss; trainable_token_indices; [3]; MISS adapters have no such key",
                "vblora; bias; \"all\"; bias",
                "vblora; vector_length; 48; does not divide",
                "fourierft; n_frequency_pattern; {\"q_proj\": 3}; has shape",
                "tinylora; weight_tying; 0.0; tinylora_v.1",
                "oft; block_share; true; has shape",
                "oft; oft_block_size; 0; oft_block_size",
                "boft; boft_block_num; 2; boft_block_num",
                "lokr; decompose_factor; 3; lokr_w",
                "loha; rank_pattern; {\"q_proj\": 3}; has shape",
                "ln_tuning; target_modules; [\"post_attention_layernorm\"]; no tensor",
                "ln_tuning; target_modules; \".*k_norm\"; names no norm",
                "prompt_tuning; num_virtual_tokens; 4; where this model and its config need [4, 64]",
                "prompt_tuning; num_transformer_submodules; 2; encoder",
                "prompt_tuning; prompt_tuning_init; \"WORDS\"; prompt_tuning_init must be",
                "prefix_tuning; num_virtual_tokens; 2; where this model and its config need [2, 128]",
                "adalora; target_r; 7; target_r",
                "lora; peft_type; \"XLORA\"; XLORA",
            })
    void configsThatAskForSomethingElseAreRefusedWithTheirDirectory(
            String adapter, String key, String value, String mention) throws IOException {
        Torch.prepareThread(1);
        for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
            Files.copy(Golden.adapter(adapter).resolve(file), directory.resolve(file));
        }
        Path file = directory.resolve("adapter_config.json");
        ObjectNode config = (ObjectNode) JSON.readTree(file.toFile());
        config.set(key, JSON.readTree(value));
        Files.writeString(file, config.toString());
        try (BaseModel base = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32);
                NDManager scope = base.newScope()) {
            assertThatThrownBy(() -> PeftFormat.read(directory, base, scope))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining(mention)
                    .hasMessageNotContaining("\n");
        }
    }
}
