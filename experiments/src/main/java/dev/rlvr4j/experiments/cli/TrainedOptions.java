package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.config.RecipeReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands that use a trained adapter, or the base: a recipe and an adapter, or a run folder that has both. */
final class TrainedOptions {
    @Mixin
    private final RecipeOptions recipeOptions = new RecipeOptions();

    @Option(names = "--run", paramLabel = "DIR", description = "A run folder: its recipe and its adapter.")
    private @Nullable Path runFolder;

    @Option(names = "--adapter", paramLabel = "DIR", description = "An adapter in PEFT's format.")
    private @Nullable Path adapter;

    /** The recipe, open for further settings. */
    RecipeReader<Recipe> reader() {
        if (runFolder == null) {
            return recipeOptions.reader(Recipe.BUILT_IN);
        }
        if (recipeOptions.hasRecipe()) {
            throw new InputException("--run brings its own recipe; leave --recipe or --run out");
        }
        return recipeOptions.over(runFolder.resolve("config.yaml"));
    }

    Recipe read(RecipeReader<Recipe> reader) {
        return recipeOptions.read(reader);
    }

    /** The adapter's directory; null is the base. */
    @Nullable
    Path adapter() {
        if (adapter != null || runFolder == null) {
            return adapter;
        }
        Path trained = runFolder.resolve("adapter");
        if (!Files.isDirectory(trained)) {
            throw new InputException("the run in " + runFolder + " has no adapter yet; resume it to its end,"
                    + " or name one of its checkpoints' with --adapter");
        }
        return trained;
    }
}
