package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.quant.Quantisation;
import java.util.Map;

/**
 * How a tiny model is made from nothing: it imitates solutions of mixed quality, as real base models learn from text of mixed
 * quality.
 *
 * @param seed key of all randomness
 * @param shape the transformer
 * @param environment whose training tasks are solved in the corpus: arithmetic, procedural, a mixture of those, or guess
 * @param corpus how they are solved
 * @param prompt how a task becomes text; the same as in training
 * @param reward what judges the made model in the end
 * @param optimizer how the gradient becomes a step
 * @param training how long
 * @param rollout how the made model is sampled for its evaluation
 * @param evaluation how its held-out accuracy is measured in the end
 */
public record PretrainRecipe(
        long seed,
        Shape shape,
        EnvironmentSection environment,
        Corpus corpus,
        PromptSection prompt,
        RewardSection reward,
        OptimizerSection optimizer,
        Training training,
        RolloutSection rollout,
        EvaluationSection evaluation) {

    /** The name of the recipe the built-in model was made by. */
    public static final String BUILT_IN = "pretrain.yaml";

    /**
     * A transformer of the Qwen3 family over ASCII characters, with tied embeddings.
     *
     * @param hiddenSize width of the residual stream
     * @param layers number of layers
     * @param heads query heads
     * @param kvHeads key and value heads
     * @param headDim width of a head
     * @param intermediateSize width of the feed-forward layer
     * @param contextLength longest sequence
     * @param ropeTheta base of the rotary frequencies
     */
    public record Shape(
            int hiddenSize,
            int layers,
            int heads,
            int kvHeads,
            int headDim,
            int intermediateSize,
            int contextLength,
            double ropeTheta) {

        /** The config of such a model. */
        public ModelConfig config() {
            return ModelConfig.parse("""
                    {"model_type": "qwen3", "vocab_size": 128, "hidden_size": %d, "num_hidden_layers": %d,
                     "num_attention_heads": %d, "num_key_value_heads": %d, "head_dim": %d, "intermediate_size": %d,
                     "max_position_embeddings": %d, "rope_theta": %s, "rms_norm_eps": 1e-6,
                     "tie_word_embeddings": true, "bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0,
                     "hidden_act": "silu", "torch_dtype": "float32"}
                    """.formatted(
                            hiddenSize, layers, heads, kvHeads, headDim, intermediateSize, contextLength, ropeTheta));
        }
    }

    /**
     * The mix of solutions.
     *
     * @param carefulShare share of careful solutions: worked step by step where steps are known, always right; a game is
     *     played by what is known. The others give an answer at once
     * @param carelessErrorRate share of mistakes in the others: arithmetic is a little off, a generator's task gets the answer
     *     to another one, a guess forgets what is known
     */
    public record Corpus(double carefulShare, double carelessErrorRate) {
        public Corpus {
            if (!(carefulShare >= 0 && carefulShare <= 1)) {
                throw new InputException("careful_share must be in [0, 1], but is " + carefulShare);
            }
            if (!(carelessErrorRate >= 0 && carelessErrorRate <= 1)) {
                throw new InputException("careless_error_rate must be in [0, 1], but is " + carelessErrorRate);
            }
        }
    }

    /**
     * The length of pretraining.
     *
     * @param steps optimizer steps
     * @param examplesPerStep solutions of each step, all of them new
     * @param microBatchTokens most tokens of one forward and backward pass
     * @param checkpointEvery steps between checkpoints; 0 is only at the end
     * @param keepCheckpoints how many of the last are kept; 0 keeps all
     */
    public record Training(
            int steps, int examplesPerStep, int microBatchTokens, int checkpointEvery, int keepCheckpoints) {}

    static final PretrainRecipe DEFAULT = new PretrainRecipe(
            1,
            new Shape(128, 4, 4, 2, 32, 384, 256, 10_000),
            EnvironmentSection.Arithmetic.DEFAULT,
            new Corpus(0.4, 0.5),
            PromptSection.DEFAULT,
            RewardSection.DEFAULT,
            OptimizerSection.DEFAULT,
            new Training(1000, 64, 16_384, 100, 2),
            RolloutSection.DEFAULT,
            EvaluationSection.DEFAULT);

    /** Reads recipes over the defaults. */
    public static RecipeReader<PretrainRecipe> reader() {
        return new RecipeReader<>(
                PretrainRecipe.class,
                Mapping.TREE.valueToTree(DEFAULT),
                Map.of(
                        "environment", EnvironmentSection.variants(),
                        "optimizer", OptimizerSection.variants(),
                        "optimizer.schedule", Kinds.SCHEDULES.variants()));
    }

    /** The recipe as YAML, each setting written out. */
    public String toYaml() {
        return Mapping.yaml(this);
    }

    /** The recipe that evaluates the made model. */
    public Recipe evaluationOf(String modelDirectory) {
        Recipe base = Recipe.DEFAULT;
        ModelSection model = new ModelSection(
                modelDirectory,
                null,
                base.model().precision(),
                Quantisation.NONE,
                base.model().device(),
                false,
                null);
        return new Recipe(
                seed,
                model,
                base.adapter(),
                environment,
                prompt,
                reward,
                rollout,
                base.async(),
                base.groups(),
                base.algorithm(),
                optimizer,
                base.training(),
                evaluation);
    }
}
