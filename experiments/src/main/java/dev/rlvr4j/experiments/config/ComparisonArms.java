package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A comparison with the settings of its arms resolved.
 *
 * @param comparison as it was written
 * @param arms in its order
 * @param shared every setting of a run, as YAML, where neither the arm nor the comparison says otherwise
 */
public record ComparisonArms(ComparisonRecipe comparison, List<Arm> arms, String shared) {
    /** Settings of a run that a comparison decides itself, and what decides them. */
    private static final Map<String, String> OWN = Map.of(
            "seed", "seeds",
            "optimizer.learning_rate", "learning_rates",
            "training.steps", "completions",
            "evaluation.tasks", "validation_tasks",
            "evaluation.every", "evaluations");

    /** Sections of a run that must be the same in all arms, and why. */
    private static final Map<String, String> SHARED = Map.of(
            "model", "the base is loaded once for all",
            "environment", "all arms answer the same held-out tasks",
            "evaluation", "all arms answer the same held-out tasks in the same way");

    /**
     * An arm with its settings.
     *
     * @param arm as it was written
     * @param recipe its runs' recipe; learning rate and seed are those of its first run
     */
    public record Arm(ComparisonRecipe.Arm arm, Recipe recipe) {}

    public ComparisonArms {
        arms = List.copyOf(arms);
    }

    /**
     * Reads and checks a comparison, all that can be checked without the model.
     *
     * @throws InputException where anything is wrong, before anything runs
     */
    public static ComparisonArms read(RecipeReader<ComparisonRecipe> reader) {
        ComparisonRecipe comparison = reader.read();
        comparison.check();
        YamlTree tree = reader.tree();
        List<Arm> arms = new ArrayList<>();
        refuse(tree.section("run"), OWN, "run", "a comparison sets it by ");
        for (int i = 0; i < comparison.arms().size(); i++) {
            ComparisonRecipe.Arm arm = comparison.arms().get(i);
            YamlTree settings = tree.section("arms[" + i + "].run");
            refuse(settings, OWN, "arm '" + arm.name() + "'", "a comparison sets it by ");
            refuse(settings, SHARED, "arm '" + arm.name() + "'", "write it under the comparison's own run, since ");
            arms.add(new Arm(arm, recipe(comparison, arm, tree.section("run"), settings)));
        }
        return new ComparisonArms(
                comparison,
                arms,
                Recipe.reader().layer(tree.section("run")).read().toYaml());
    }

    private static void refuse(YamlTree settings, Map<String, String> keys, String where, String instead) {
        keys.forEach((key, word) -> {
            JsonNode value = settings.values().at("/" + key.replace('.', '/'));
            if (!value.isMissingNode()) {
                String origin = settings.origins().getOrDefault(key, "");
                throw new InputException(where + " sets " + key + " to " + value
                        + (origin.isEmpty() ? "" : " (" + origin + ")") + "; leave it out: " + instead + word);
            }
        });
    }

    private static Recipe recipe(
            ComparisonRecipe comparison, ComparisonRecipe.Arm arm, YamlTree shared, YamlTree settings) {
        RecipeReader<Recipe> reader = Recipe.reader().layer(shared).layer(settings);
        try {
            Recipe drawn = reader.read();
            long perStep = (long) drawn.algorithm().promptsPerStep()
                    * drawn.algorithm().groupSize();
            long steps = comparison.completions() / perStep;
            if (steps * perStep != comparison.completions()) {
                throw new InputException("a step samples " + drawn.algorithm().promptsPerStep() + " x "
                        + drawn.algorithm().groupSize() + " = " + perStep + " completions, and the budget of "
                        + comparison.completions() + " is no multiple of that; the nearest are "
                        + Math.max(1, steps) * perStep + " and " + (steps + 1) * perStep);
            }
            return reader.set("training.steps", steps)
                    .set("evaluation.tasks", comparison.validationTasks())
                    .set("evaluation.every", Math.max(1, Math.round((double) steps / comparison.evaluations())))
                    .set("seed", comparison.seeds(arm).get(0))
                    .set("optimizer.learning_rate", comparison.rates(arm).get(0))
                    .read();
        } catch (InputException e) {
            throw new InputException("arm '" + arm.name() + "': " + e.getMessage(), e);
        }
    }

    /** An arm's recipe for one of its runs. */
    public static Recipe of(Arm arm, double learningRate, long seed) {
        Recipe r = arm.recipe();
        return new Recipe(
                seed,
                r.model(),
                r.adapter(),
                r.environment(),
                r.prompt(),
                r.reward(),
                r.rollout(),
                r.async(),
                r.groups(),
                r.algorithm(),
                r.optimizer().withLearningRate(learningRate),
                r.training(),
                r.evaluation());
    }
}
