package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.quant.Quantisation;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything a training run depends on.
 *
 * @param seed key of all randomness
 * @param model the frozen base
 * @param adapter what is trained, e.g. {@code {method: lora, r: 8}} or {@code full}
 * @param environment where tasks come from
 * @param prompt how a task becomes the text a completion continues
 * @param reward what a completion is worth
 * @param rollout how completions are sampled
 * @param async how far rollouts run ahead of the trainer
 * @param groups which tasks are sampled, and which groups are trained on
 * @param algorithm how rewards become a gradient
 * @param optimizer how the gradient becomes a step
 * @param training how long, and what is kept on the way
 * @param evaluation how held-out accuracy is measured
 */
public record Recipe(
        long seed,
        ModelSection model,
        Choice<AdapterMethod> adapter,
        EnvironmentSection environment,
        PromptSection prompt,
        RewardSection reward,
        RolloutSection rollout,
        AsyncSection async,
        GroupsSection groups,
        AlgorithmSection algorithm,
        OptimizerSection optimizer,
        TrainingSection training,
        EvaluationSection evaluation) {
    public Recipe {
        groups.check(algorithm);
        if (adapter.type().equals("loftq") && model.quantisation() == Quantisation.NONE) {
            throw new InputException(
                    "adapter.method loftq makes up for what quantisation takes, but model.quantisation is"
                            + " none; set model.quantisation=nf4, or take adapter.method=lora");
        }
    }

    /** The name of the recipe that runs when none is given. */
    public static final String BUILT_IN = "default.yaml";

    /** The recipe of a run about which nothing is said. */
    public static final Recipe DEFAULT = new Recipe(
            1,
            ModelSection.DEFAULT,
            Kinds.METHODS.choice("lora"),
            EnvironmentSection.Arithmetic.DEFAULT,
            PromptSection.DEFAULT,
            RewardSection.DEFAULT,
            RolloutSection.DEFAULT,
            AsyncSection.DEFAULT,
            GroupsSection.DEFAULT,
            AlgorithmSection.DEFAULT,
            OptimizerSection.DEFAULT,
            TrainingSection.DEFAULT,
            EvaluationSection.DEFAULT);

    /** Reads recipes over the defaults. */
    public static RecipeReader<Recipe> reader() {
        return new RecipeReader<>(
                Recipe.class,
                Mapping.TREE.valueToTree(DEFAULT),
                Map.of(
                        "environment", EnvironmentSection.variants(),
                        "environment.tasks", EnvironmentSection.variants(),
                        "adapter", Kinds.METHODS.variants(),
                        "optimizer", OptimizerSection.variants(),
                        "optimizer.schedule", Kinds.SCHEDULES.variants(),
                        "algorithm.loss", Kinds.LOSSES.variants(),
                        "algorithm.advantage", Kinds.ADVANTAGES.variants(),
                        "algorithm.aggregation", Kinds.AGGREGATIONS.variants()));
    }

    /** What is trained. */
    public AdapterMethod method() {
        return adapter.get();
    }

    /** The recipe as YAML, each setting written out. */
    public String toYaml() {
        return Mapping.yaml(this);
    }

    /** The same with so many steps, evaluated before and after them, without checkpoints on the way. */
    public Recipe shortened(int steps) {
        return new Recipe(
                seed,
                model,
                adapter,
                environment,
                prompt,
                reward,
                rollout,
                async,
                groups,
                algorithm,
                optimizer,
                new TrainingSection(
                        steps, training.microBatchTokens(), 0, training.keepCheckpoints(), training.logSamples()),
                new EvaluationSection(
                        0,
                        evaluation.tasks(),
                        evaluation.samplesPerTask(),
                        evaluation.passAt(),
                        evaluation.temperature()));
    }

    /** The same without a schedule that is followed: what a schedule is of. */
    public Recipe withoutSchedule() {
        return new Recipe(
                seed,
                model,
                adapter,
                environment,
                prompt,
                reward,
                rollout,
                async.withoutSchedule(),
                groups,
                algorithm,
                optimizer,
                training,
                evaluation);
    }

    static Map<String, ObjectNode> trees(Map<String, ?> defaults) {
        Map<String, ObjectNode> trees = new LinkedHashMap<>();
        defaults.forEach((name, value) -> trees.put(name, Mapping.TREE.valueToTree(value)));
        return trees;
    }
}
