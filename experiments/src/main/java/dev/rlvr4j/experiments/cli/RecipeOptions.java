package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.config.RecipeReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which commands make a recipe: a file over the defaults, short options over it, {@code --set} over those. */
final class RecipeOptions {
    @Option(names = "--recipe", paramLabel = "FILE", description = "Recipe in YAML, laid over the defaults.")
    private @Nullable Path recipe;

    @Option(names = "--model", paramLabel = "DIR", description = "Base model in Hugging Face layout (model.path).")
    private @Nullable String model;

    @Option(
            names = "--data",
            paramLabel = "PATH",
            description = "Data set with questions and answers: a JSONL or Parquet file, a folder or a pattern"
                    + " (environment.path, type jsonl).")
    private @Nullable String data;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all randomness (seed).")
    private @Nullable Long seed;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting, e.g. --set optimizer.learning_rate=3e-4. May be repeated.")
    private List<String> settings = new ArrayList<>();

    /** Whether any of them was given. */
    boolean any() {
        return recipe != null || model != null || data != null || seed != null || !settings.isEmpty();
    }

    /** The layers up to the short options. */
    RecipeReader<Recipe> reader(String builtIn) {
        RecipeReader<Recipe> reader = Recipe.reader();
        if (recipe == null) {
            reader.builtIn(builtIn);
        } else {
            reader.file(recipe);
        }
        return withShortOptions(reader);
    }

    private RecipeReader<Recipe> withShortOptions(RecipeReader<Recipe> reader) {
        if (model != null) {
            reader.set("model.path", model);
        }
        if (data != null) {
            reader.set("environment.type", "jsonl").set("environment.path", data);
        }
        if (seed != null) {
            reader.set("seed", seed);
        }
        return reader;
    }

    /** The recipe, with {@code --set} on top. */
    Recipe read(RecipeReader<Recipe> reader) {
        settings.forEach(reader::set);
        return reader.read();
    }

    /** The recipe of a run that was made before, with the short options over it. */
    RecipeReader<Recipe> over(Path config) {
        return withShortOptions(Recipe.reader().file(config));
    }

    boolean hasRecipe() {
        return recipe != null;
    }
}
