package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rlvr4j.core.InputException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Arms that differ in some settings, each tried at several learning rates and seeds with the same rollout budget.
 *
 * @param title heading of the report
 * @param question what it asks, in a sentence or two
 * @param completions training completions of every run: the rollout budget. Steps follow from it
 * @param seeds of the runs, for every arm that has none of its own
 * @param learningRates the grid of every arm that has none of its own
 * @param validationTasks held-out tasks that draw learning curves and choose the learning rate
 * @param testTasks further held-out tasks that decide
 * @param evaluations how often the validation tasks are tried on the way, besides the start
 * @param level of the intervals
 * @param margin largest difference in accuracy that still counts as a match
 * @param target validation accuracy whose first reaching is timed
 * @param against the arm all others are compared with; null compares every two
 * @param spectrum whether to look at the singular values of what was learned
 * @param keepAdapters whether finished runs keep their adapter, which for full fine-tuning is a whole model
 * @param run settings of all runs, as in a recipe of {@code ./rlvr train}
 * @param arms at least one
 */
public record ComparisonRecipe(
        String title,
        String question,
        long completions,
        List<Long> seeds,
        RateGrid learningRates,
        int validationTasks,
        int testTasks,
        int evaluations,
        double level,
        double margin,
        double target,
        @Nullable String against,
        boolean spectrum,
        boolean keepAdapters,
        JsonNode run,
        List<Arm> arms) {

    /**
     * One of the things compared.
     *
     * @param name unique
     * @param learningRates its grid; null takes the comparison's
     * @param seeds its seeds; null takes the comparison's
     * @param run its settings, laid over the comparison's
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Arm(
            String name,
            @Nullable RateGrid learningRates,
            @Nullable List<Long> seeds,
            @Nullable JsonNode run) {
        public Arm {
            if (name == null || name.isBlank()) {
                throw new InputException("an arm needs a name, e.g. {name: LoRA r 8, run: {adapter: {r: 8}}}");
            }
            name = name.strip();
            seeds = seeds == null ? null : List.copyOf(seeds);
        }

        /** The name as a folder's: lower case, and only letters, digits, dots and hyphens. */
        public String slug() {
            String slug =
                    name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
            return slug.isEmpty() ? "arm" : slug;
        }
    }

    private static final ComparisonRecipe DEFAULT = new ComparisonRecipe(
            "Comparison",
            "",
            0,
            List.of(),
            new RateGrid(List.of()),
            128,
            256,
            8,
            0.95,
            0.02,
            0.9,
            null,
            true,
            true,
            JsonNodeFactory.instance.objectNode(),
            List.of());

    /** @throws InputException where something is missing, double or out of range */
    public ComparisonRecipe {
        seeds = List.copyOf(seeds);
        arms = List.copyOf(arms);
    }

    /** Reads comparisons over the defaults. */
    public static RecipeReader<ComparisonRecipe> reader() {
        return new RecipeReader<>(ComparisonRecipe.class, Mapping.TREE.valueToTree(DEFAULT), Map.of());
    }

    /** The seeds of an arm. */
    public List<Long> seeds(Arm arm) {
        return arm.seeds() == null ? seeds : arm.seeds();
    }

    /** The learning rates of an arm. */
    public List<Double> rates(Arm arm) {
        return arm.learningRates() == null
                ? learningRates.rates()
                : arm.learningRates().rates();
    }

    /** As YAML; settings of runs only as far as they were given. */
    public String toYaml() {
        return Mapping.yaml(this);
    }

    /** Checks what can be checked without looking at the arms' settings. */
    void check() {
        if (arms.isEmpty()) {
            throw new InputException(
                    "a comparison needs arms, e.g. arms: [{name: full, run: {adapter: {method: full}}}]");
        }
        atLeast("completions (the training completions of every run)", completions, 1);
        atLeast("validation_tasks", validationTasks, 1);
        atLeast("test_tasks", testTasks, 1);
        atLeast("evaluations", evaluations, 1);
        within("level", level, 0.5, 0.999);
        within("margin", margin, 0.0001, 0.5);
        within("target", target, 0.0001, 1);
        Set<String> names = new HashSet<>();
        Set<String> slugs = new HashSet<>();
        for (Arm arm : arms) {
            if (!names.add(arm.name()) || !slugs.add(arm.slug())) {
                throw new InputException("two arms are called '" + arm.name()
                        + "' (or so much alike that their folders would be the same); give each a name of its own");
            }
            if (seeds(arm).isEmpty()) {
                throw new InputException(
                        "the arm '" + arm.name() + "' has no seeds; give it some, or all arms, e.g. seeds: [1, 2, 3]");
            }
            if (new HashSet<>(seeds(arm)).size() < seeds(arm).size()) {
                throw new InputException("the arm '" + arm.name() + "' has a seed twice: " + seeds(arm)
                        + "; the same seed gives the same run, so each must be there once");
            }
            if (rates(arm).isEmpty()) {
                throw new InputException(
                        "the arm '" + arm.name() + "' has no learning rates; give it some, or all arms,"
                                + " e.g. learning_rates: {from: 1e-4, to: 1e-2}");
            }
        }
        if (against != null && !names.contains(against)) {
            throw new InputException("against is '" + against + "', but the arms are called "
                    + String.join(", ", arms.stream().map(Arm::name).toList()));
        }
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new InputException(name + " must be at least " + least + ", but is " + value);
        }
    }

    private static void within(String name, double value, double low, double high) {
        if (!(value >= low && value <= high)) {
            throw new InputException(name + " must lie between " + low + " and " + high + ", but is " + value);
        }
    }
}
