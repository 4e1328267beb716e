package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Tensors;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prompt tuning (Lester et al. 2021): trained embeddings {@code [n, d]} stand before every prompt. Whatever they start as, the
 * model is not the base then: it reads them.
 *
 * @param virtualTokens their number n, at least 1; they take room of the context
 * @param init what they start as
 * @param initText the text where init says so, else empty
 */
public record PromptTuning(int virtualTokens, VirtualInit init, String initText) implements AdapterMethod {
    static final String EMBEDDINGS = "prompt_embeddings";

    public PromptTuning {
        VirtualInit.check(virtualTokens, init, initText);
    }

    static PromptTuning read(PeftSettings config) {
        requireDecoder(config);
        config.get("tokenizer_name_or_path"); // these two and the text are of the start only
        config.get("tokenizer_kwargs");
        VirtualInit init = switch (config.text("prompt_tuning_init")) {
            case "RANDOM" -> VirtualInit.RANDOM;
            case "SAMPLE_VOCAB" -> VirtualInit.VOCABULARY;
            case "TEXT" -> VirtualInit.TEXT;
            default ->
                throw new InputException("prompt_tuning_init must be RANDOM, SAMPLE_VOCAB or TEXT, but is "
                        + config.get("prompt_tuning_init"));
        };
        String text = config.get("prompt_tuning_init_text").asText("");
        return new PromptTuning(config.whole("num_virtual_tokens"), init, init == VirtualInit.TEXT ? text : "");
    }

    /** What the model's shape says follows from the model; the tensor's own shape tells where it does not fit. */
    static void requireDecoder(PeftSettings config) {
        for (String key : List.of("num_attention_heads", "num_layers", "token_dim")) {
            config.get(key);
        }
        JsonNode submodules = config.get("num_transformer_submodules");
        if (submodules.asInt(1) != 1) {
            throw new InputException("num_transformer_submodules is " + submodules
                    + ", which is for models with an encoder; this one has a decoder only");
        }
    }

    @Override
    public String name() {
        return "prompt-tuning";
    }

    @Override
    public boolean startsAtBase() {
        return false;
    }

    @Override
    public int virtualTokens() {
        return virtualTokens;
    }

    @Override
    public Map<String, long[]> shapes(Base base) {
        VirtualInit.checkRoom(virtualTokens, base);
        return Map.of(EMBEDDINGS, new long[] {virtualTokens, base.config().hiddenSize()});
    }

    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        VirtualInit.checkRoom(virtualTokens, base);
        int width = base.config().hiddenSize();
        Tensors on = Tensors.on(scope.getDevice());
        if (init == VirtualInit.RANDOM) {
            long[] shape = {virtualTokens, width};
            float[] noise = Noise.normal(CounterRandom.key(seed, EMBEDDINGS), shape, 1);
            return Map.of(EMBEDDINGS, on.parameter(scope, noise, shape));
        }
        int[] ids = init.tokens(base, virtualTokens, initText, seed);
        try (NDManager temporary = scope.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            NDArray table = base.weight("model.embed_tokens.weight", temporary);
            return Map.of(EMBEDDINGS, Maps.rows(table, ids, scope));
        }
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope) {
        NDArray embeddings = java.util.Objects.requireNonNull(tensors.get(EMBEDDINGS));
        return new Compilation(Map.of(), Map.of(), Map.of(), new VirtualTokens(embeddings, List.of()));
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.defaults("PROMPT_TUNING");
        config.put("num_attention_heads", base.config().heads());
        config.put("num_layers", base.config().layers());
        config.put("num_transformer_submodules", 1);
        config.put("num_virtual_tokens", virtualTokens);
        config.put("peft_type", "PROMPT_TUNING");
        config.put("prompt_tuning_init", init == VirtualInit.VOCABULARY ? "SAMPLE_VOCAB" : init.name());
        config.put("prompt_tuning_init_text", init == VirtualInit.TEXT ? initText : null);
        config.put("token_dim", base.config().hiddenSize());
        config.put("tokenizer_name_or_path", init == VirtualInit.TEXT ? base.path() : null);
        return config;
    }

    @Override
    public String peftKey(String tensor) {
        return tensor;
    }
}
