package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Trains the embeddings of some tokens: their rows are replaced, starting from the base's. Where a model ties them, the output
 * head's rows are the same.
 *
 * @param tokenIndices ids of the tokens; empty is all of the vocabulary
 */
public record TrainableTokens(List<Integer> tokenIndices) implements AdapterMethod {
    static final String TYPE = "TRAINABLE_TOKENS";
    private static final String SUFFIX = ".trainable_tokens_delta";
    private static final String ROWS = VocabularyModules.EMBEDDING + SUFFIX;

    public TrainableTokens {
        tokenIndices = List.copyOf(tokenIndices);
    }

    static TrainableTokens read(PeftSettings config) {
        List<String> targets = config.names("target_modules");
        if (targets.size() > 1 || !targets.stream().allMatch(VocabularyModules::isEmbedding)) {
            throw new InputException(
                    "target_modules of " + TYPE + " must be embed_tokens, but is " + config.get("target_modules"));
        }
        List<Integer> tokens = new ArrayList<>();
        config.get("token_indices").forEach(token -> tokens.add(token.asInt()));
        if (tokens.isEmpty()) {
            throw new InputException("token_indices is empty; name the tokens that are trained");
        }
        return new TrainableTokens(tokens);
    }

    @Override
    public String name() {
        return "trainable-tokens";
    }

    private TokenRows rows(Base base) {
        return new TokenRows(VocabularyModules.EMBEDDING, tokens(base));
    }

    private List<Integer> tokens(Base base) {
        return tokenIndices.isEmpty()
                ? IntStream.range(0, base.config().vocabularySize()).boxed().toList()
                : tokenIndices;
    }

    @Override
    public Map<String, long[]> shapes(Base base) {
        return Map.of(ROWS, rows(base).shape(base));
    }

    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        return Map.of(ROWS, rows(base).start(base, scope));
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope) {
        NDArray rows = Objects.requireNonNull(tensors.get(ROWS));
        return new Compilation(
                Map.of(),
                Map.of(VocabularyModules.EMBEDDING + ".weight", rows(base).weight(base, rows, scope)));
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.defaults(TYPE);
        config.put("peft_type", TYPE);
        config.put("target_modules", VocabularyModules.EMBEDDING);
        config.put("token_indices", tokens(base));
        return config;
    }

    /** PEFT writes the rows of a tied head once more. */
    @Override
    public Map<String, NDArray> peftExtras(Base base, Map<String, NDArray> tensors, NDManager scope) {
        return base.config().tieWordEmbeddings()
                ? Map.of(PeftFormat.PREFIX + VocabularyModules.HEAD + SUFFIX, Objects.requireNonNull(tensors.get(ROWS)))
                : Map.of();
    }
}
