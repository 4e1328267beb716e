package dev.rlvr4j.core.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
    private static final String SIZES = "\"hidden_size\":64,\"num_hidden_layers\":2,\"num_attention_heads\":4,"
            + "\"num_key_value_heads\":2,\"intermediate_size\":128,\"vocab_size\":100";
    private static final String LLAMA3 = "\"rope_type\":\"llama3\",\"factor\":8.0,\"low_freq_factor\":1.0,"
            + "\"high_freq_factor\":4.0,\"original_max_position_embeddings\":8192";

    private static ModelConfig config(String family, String more) {
        return ModelConfig.parse("{\"model_type\":\"" + family + "\"," + SIZES + more + "}");
    }

    @Test
    void readsTheFilesOfTransformers() {
        ModelConfig qwen3 = ModelConfig.read(Path.of("src/test/resources/golden/models/qwen3/config.json"));
        assertThat(qwen3)
                .isEqualTo(new ModelConfig(
                        "qwen3",
                        128,
                        64,
                        2,
                        4,
                        2,
                        32,
                        128,
                        1e-6,
                        Rope.unscaled(10_000),
                        256,
                        true,
                        false,
                        false,
                        true,
                        1,
                        List.of(2),
                        0,
                        DType.F32));
        ModelConfig qwen2 = ModelConfig.read(Path.of("src/test/resources/golden/models/qwen2-tied/config.json"));
        assertThat(qwen2.attentionBias()).isTrue();
        assertThat(qwen2.outputBias()).isFalse();
        assertThat(qwen2.headDim()).isEqualTo(16);
        assertThat(qwen2.headsPerKvHead()).isEqualTo(2);
        assertThat(qwen2.rope()).isEqualTo(Rope.unscaled(1_000_000));
    }

    @Test
    void theOlderAndTheNewerFormGiveTheSameRecord() {
        ModelConfig older = config(
                "llama",
                ",\"rope_theta\":500000.0,\"rope_scaling\":{" + LLAMA3 + "},\"torch_dtype\":\"bfloat16\","
                        + "\"eos_token_id\":[128001,128008]");
        ModelConfig newer = config(
                "llama",
                ",\"rope_parameters\":{\"rope_theta\":500000.0," + LLAMA3 + "},\"dtype\":\"bfloat16\","
                        + "\"eos_token_id\":[128001,128008]");
        assertThat(older).isEqualTo(newer);
        assertThat(older.rope()).isEqualTo(new Rope(500_000, Rope.Type.LLAMA3, 8, 1, 4, 8192));
        assertThat(older.dtype()).isEqualTo(DType.BF16);
        assertThat(older.eosTokens()).containsExactly(128001, 128008);
        assertThat(older.bosToken()).isNull();
        ModelConfig linear = config("llama", ",\"rope_scaling\":{\"type\":\"linear\",\"factor\":2}");
        assertThat(linear).isEqualTo(config("llama", ",\"rope_parameters\":{\"rope_type\":\"linear\",\"factor\":2.0}"));
        assertThat(linear.rope()).isEqualTo(Rope.linear(10_000, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama|",
                "llama|,\"attention_bias\":true,\"mlp_bias\":true,\"head_dim\":8,\"eos_token_id\":[1,2],\"bos_token_id\":3",
                "llama|,\"rope_theta\":500000.0,\"torch_dtype\":\"float16\",\"rope_scaling\":{" + LLAMA3 + "}",
                "llama|,\"rope_scaling\":{\"type\":\"linear\",\"factor\":2}",
                "qwen2|,\"tie_word_embeddings\":true,\"dtype\":\"bfloat16\",\"rope_theta\":1000000.0",
                "qwen3|,\"head_dim\":32,\"attention_bias\":true,\"eos_token_id\":7,\"pad_token_id\":0",
            })
    void whatIsWrittenReadsBackTheSame(String text) {
        ModelConfig config = config(text.substring(0, text.indexOf('|')), text.substring(text.indexOf('|') + 1));
        String json = config.toJson();
        assertThat(ModelConfig.parse(json)).isEqualTo(config);
        // A reader of either generation finds its own keys and ignores the other's.
        String older = json.replace("rope_parameters", "ignored").replace("\"dtype\"", "\"ignored_dtype\"");
        String newer = json.replace("rope_scaling", "ignored")
                .replace("\"torch_dtype\"", "\"ignored_dtype\"")
                .replaceFirst("\n  \"rope_theta\"", "\n  \"ignored_theta\"");
        assertThat(ModelConfig.parse(older)).isEqualTo(config);
        assertThat(ModelConfig.parse(newer)).isEqualTo(config);
    }

    @Test
    void absentKeysTakeTheDefaultsOfTheFamily() {
        ModelConfig llama = ModelConfig.parse("{\"model_type\":\"llama\",\"hidden_size\":64,\"num_hidden_layers\":1,"
                + "\"num_attention_heads\":4,\"intermediate_size\":8,\"vocab_size\":9}");
        assertThat(llama.kvHeads()).isEqualTo(4);
        assertThat(llama.headDim()).isEqualTo(16);
        assertThat(llama.rmsNormEps()).isEqualTo(1e-6);
        assertThat(llama.contextLength()).isEqualTo(2048);
        assertThat(llama.tieWordEmbeddings()).isFalse();
        assertThat(llama.eosTokens()).isEmpty();
        assertThat(config("qwen3", "").headDim()).isEqualTo(128);
        assertThat(config("qwen2", "").contextLength()).isEqualTo(32768);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mixtral | | model_type 'mixtral'.*supported.*llama, qwen2, qwen3",
                "qwen2 | ,\"architectures\":[\"Qwen2ForSequenceClassification\"] | Qwen2ForSequenceClassification.*Qwen2ForCausalLM",
                "llama | ,\"hidden_act\":\"gelu\" | hidden_act 'gelu'.*silu",
                "qwen2 | ,\"use_sliding_window\":true,\"sliding_window\":32,\"max_window_layers\":1 | use_sliding_window.*32 tokens",
                "qwen3 | ,\"layer_types\":[\"full_attention\",\"sliding_attention\"] | sliding_attention",
                "llama | ,\"rope_scaling\":{\"rope_type\":\"yarn\",\"factor\":4} | rope type 'yarn'.*default, linear and llama3",
                "llama | ,\"rope_scaling\":{\"type\":\"dynamic\",\"factor\":4} | rope type 'dynamic'",
                "llama | ,\"rope_parameters\":{\"rope_type\":\"longrope\"} | rope type 'longrope'",
                "llama | ,\"rope_parameters\":{\"full_attention\":{\"rope_theta\":1}} | per layer type",
                "llama | ,\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8} | no low_freq_factor",
                "llama | ,\"rope_scaling\":{\"rope_type\":\"linear\",\"factor\":0.5} | factor must be at least 1.*0.5",
                "llama | ,\"partial_rotary_factor\":0.5 | partial_rotary_factor 0.5",
                "llama | ,\"rope_theta\":-1 | rope_theta must be a positive number, but is -1",
                "llama | ,\"quantization_config\":{\"quant_method\":\"gptq\"} | quantization_config.*gptq",
                "llama | ,\"dtype\":\"float8_e4m3fn\" | dtype 'float8_e4m3fn'.*bfloat16",
                "llama | ,\"head_dim\":15 | head_dim must be even.*15",
                "llama | ,\"rms_norm_eps\":-1 | rms_norm_eps.*-1",
                "llama | ,\"max_position_embeddings\":0 | max_position_embeddings must be positive, but is 0",
                "llama | ,\"tie_word_embeddings\":\"yes\" | tie_word_embeddings: \"yes\"",
                "llama | ,\"eos_token_id\":\"</s>\" | eos_token_id \"</s>\"",
                "llama | ,\"rms_norm_eps\":\"small\" | rms_norm_eps: \"small\"",
            })
    void refusesWhatItCannotRun(String family, String more, String message) {
        assertThatThrownBy(() -> config(family, more == null ? "" : more))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("the model config")
                .hasMessageMatching(".*" + message + ".*");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"num_key_value_heads\":2 | \"num_key_value_heads\":3 | num_attention_heads \\(4\\).*num_key_value_heads \\(3\\)",
                "\"hidden_size\":64 | \"hidden_size\":66 | hidden_size \\(66\\) must be a multiple",
                "\"hidden_size\":64 | \"hidden_size\":-64 | must be positive",
                "\"num_hidden_layers\":2 | \"num_hidden_layers\":0 | num_hidden_layers must be positive, but is 0",
                "\"vocab_size\":100 | \"vocab_size\":1.5 | vocab_size: 1.5, which is not a whole number",
                "\"vocab_size\":100 | \"vocab\":100 | has no vocab_size",
                "\"vocab_size\":100 | \"vocab_size\":100 } x | not valid JSON",
                "\"model_type\":\"qwen2\", | '' | has no model_type",
                "\"num_key_value_heads\":2, | '' | has no num_key_value_heads",
            })
    void refusesNonsense(String from, String to, String message) {
        String json = ("{\"model_type\":\"qwen2\"," + SIZES + "}").replace(from, to);
        assertThatThrownBy(() -> ModelConfig.parse(json))
                .isInstanceOf(InputException.class)
                .hasMessageMatching("(?s).*" + message + ".*");
    }

    @Test
    void aSlidingWindowThatNoLayerUsesIsAccepted() {
        String window = ",\"sliding_window\":32,\"max_window_layers\":";
        assertThat(config("qwen2", ",\"use_sliding_window\":true" + window + 2).layers())
                .isEqualTo(2);
        assertThat(config("qwen2", ",\"use_sliding_window\":false" + window + 0).layers())
                .isEqualTo(2);
    }
}
