package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.MapAlone;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.model.Policy;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.experiments.assembly.GradedEnvironment;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.assembly.Tasks;
import dev.rlvr4j.experiments.assembly.Workers;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.rollout.Rollouts;
import dev.rlvr4j.rollout.SamplingParams;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The parts that a recipe's training run is made of. */
final class RecipeParts implements Parts, AutoCloseable {
    private static final int PROMPTS = 4;
    /** Tokens of a prompt that is made of ids, for a model without tokenizer. */
    private static final int PROMPT_LENGTH = 12;
    /** Enough tokens to see what there is to see. */
    private static final int LONGEST_COMPLETION = 32;

    private final Recipe recipe;
    private final LoadedModel model;
    private final Workers workers;

    private RecipeParts(Recipe recipe, LoadedModel model, Workers workers) {
        this.recipe = recipe;
        this.model = model;
        this.workers = workers;
    }

    /** Loads the recipe's model and starts its workers. */
    static RecipeParts open(Recipe recipe) {
        LoadedModel model = LoadedModel.open(recipe.model(), recipe.prompt().today());
        try {
            return new RecipeParts(
                    recipe, model, Workers.start(model, recipe.rollout().settings()));
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    LoadedModel model() {
        return model;
    }

    @Override
    public Policy policy(String name, long seed) {
        return policy(model.method(recipe.method()), name, seed);
    }

    @Override
    public Policy map(String name, long seed) {
        return policy(new MapAlone(model.method(recipe.method())), name, seed);
    }

    private Policy policy(AdapterMethod method, String name, long seed) {
        return new TransformerPolicy(
                model.base(), method, name, seed, recipe.model().checkpointLayers());
    }

    @Override
    public boolean exactGradient() {
        return recipe.method().exactGradient();
    }

    @Override
    public Rollouts rollouts() {
        return workers.pool();
    }

    /** How the recipe uses some parts, these or others in their place. */
    SetUp setUp(Parts parts) {
        var config = model.base().config();
        return new SetUp(
                parts,
                prompts(),
                sampling(),
                recipe.algorithm().algorithm(recipe.reward()),
                recipe.reward().weights().keySet(),
                recipe.optimizer().settings(),
                recipe.optimizer().learningRate(),
                recipe.training().microBatchTokens(),
                model.base().precision(),
                config.contextLength() - recipe.method().virtualTokens(),
                config.vocabularySize(),
                recipe.seed());
    }

    /** Log-probs of greedy sampling are those of temperature 1. */
    private SamplingParams sampling() {
        SamplingParams usual = recipe.rollout().sampling();
        return new SamplingParams(
                usual.temperature() == 0 ? 1 : usual.temperature(),
                usual.topK(),
                usual.topP(),
                usual.minP(),
                Math.min(usual.maxTokens(), LONGEST_COMPLETION),
                usual.stopTokens(),
                usual.stopStrings(),
                usual.ignoreEos());
    }

    /** The recipe's first training tasks, or random token ids where the model has no tokenizer. */
    private List<Prompt> prompts() {
        if (model.tokenizer() == null) {
            long key = CounterRandom.key(recipe.seed(), "doctor");
            int vocabulary = model.base().config().vocabularySize();
            return IntStream.range(0, PROMPTS)
                    .mapToObj(i -> new Prompt(
                            "ids-" + i,
                            "",
                            IntStream.range(0, PROMPT_LENGTH)
                                    .map(t -> CounterRandom.below(CounterRandom.key(key, i), t, vocabulary))
                                    .toArray()))
                    .toList();
        }
        Tasks tasks = Tasks.of(GradedEnvironment.open(recipe).environment(), recipe, model);
        return LongStream.range(0, Math.min(PROMPTS, tasks.train().size()))
                .mapToObj(i -> tasks.prompt(tasks.train().task(i)))
                .toList();
    }

    @Override
    public void close() {
        try {
            workers.close();
        } finally {
            model.close();
        }
    }
}
