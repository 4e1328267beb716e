package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.config.RecipeReader;

/** Recipes of small models. */
final class Recipes {
    static final String MODELS = "../rl-core/src/test/resources/golden/models/";

    private Recipes() {}

    static RecipeReader<Recipe> builtIn() {
        return Recipe.reader()
                .builtIn(Recipe.BUILT_IN)
                .set("rollout.workers", 1)
                .set("rollout.max_tokens", 16)
                .set("model.device", "cpu");
    }

    static Recipe golden(String name) {
        return builtIn().set("model.path", MODELS + name).read();
    }
}
