package dev.rlvr4j.experiments.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.experiments.analysis.RunOutcome;
import dev.rlvr4j.experiments.config.ComparisonRecipe;
import dev.rlvr4j.experiments.run.FolderLock;
import dev.rlvr4j.experiments.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of a comparison: its recipe, a folder for each run with its outcome, and the report. Others are locked out. */
public final class ComparisonFolder implements AutoCloseable {
    private static final String RECIPE = "comparison.yaml";
    static final String OUTCOME = "outcome.json";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    private final Path path;
    private final FolderLock lock;

    private ComparisonFolder(Path path) {
        this.path = path;
        this.lock = FolderLock.on(path);
    }

    /** Makes a folder for a new comparison, and writes its recipe there. */
    public static ComparisonFolder create(Path path, ComparisonRecipe recipe) {
        requireFree(path);
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new InputException("the folder " + path + " cannot be made: " + e, e);
        }
        return begin(new ComparisonFolder(path), recipe);
    }

    /** Makes {@code parent/2026-11-22-153000-compare} for a new comparison, and writes its recipe there. */
    public static ComparisonFolder createDated(Path parent, LocalDateTime now, ComparisonRecipe recipe) {
        return begin(new ComparisonFolder(RunFolder.dated(parent, "compare", now)), recipe);
    }

    private static ComparisonFolder begin(ComparisonFolder folder, ComparisonRecipe recipe) {
        RunFolder.write(folder.path.resolve(RECIPE), recipe.toYaml());
        return folder;
    }

    /** Opens the folder of a comparison that was begun before. */
    public static ComparisonFolder reopen(Path path) {
        recipe(path);
        return new ComparisonFolder(path);
    }

    /**
     * Checks that a new comparison can be made in a folder.
     *
     * @throws InputException if it holds one already
     */
    public static void requireFree(Path path) {
        if (Files.exists(path.resolve(RECIPE))) {
            throw new InputException("the folder " + path
                    + " already holds a comparison; go on with it by --resume, or give another folder with --out");
        }
    }

    /**
     * The recipe of the comparison in a folder.
     *
     * @throws InputException if there is none
     */
    public static Path recipe(Path path) {
        if (!Files.exists(path.resolve(RECIPE))) {
            throw new InputException("there is no comparison in " + path + " (no " + RECIPE
                    + "); name its folder with --out, or begin one with ./rlvr compare RECIPE");
        }
        return path.resolve(RECIPE);
    }

    /** The comparison in {@code parent} that was begun last, by the date in its name. */
    public static Optional<Path> newest(Path parent) {
        if (!Files.isDirectory(parent)) {
            return Optional.empty();
        }
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.filter(folder -> Files.exists(folder.resolve(RECIPE)))
                    .max(Comparator.comparing(Path::getFileName));
        } catch (IOException e) {
            throw new RlvrException("the folder " + parent + " cannot be listed: " + e, e);
        }
    }

    public Path path() {
        return path;
    }

    /** Where the report goes. */
    public Path report() {
        return path.resolve("report");
    }

    Path run(PlannedRun run) {
        return path.resolve(run.folder());
    }

    /** Writes the recipe again, which may ask for more than when the comparison was begun. */
    public void rewrite(ComparisonRecipe recipe) {
        RunFolder.write(path.resolve(RECIPE), recipe.toYaml());
    }

    /**
     * Checks that a run that was begun before was begun with the settings it has now.
     *
     * @throws InputException if a setting is another
     */
    void requireSame(PlannedRun run) {
        Path config = run(run).resolve("config.yaml");
        if (!Files.exists(config)) {
            return;
        }
        try {
            if (!Files.readString(config).equals(run.recipe().toYaml())) {
                throw new InputException(
                        "the run in " + run(run) + " was begun with other settings (its config.yaml) than"
                                + " the comparison has now; take those back, remove that folder to have the run done again, or"
                                + " begin a new comparison");
            }
        } catch (IOException e) {
            throw new RlvrException("the file " + config + " cannot be read: " + e, e);
        }
    }

    /** What a run gave, if it has run. */
    Optional<RunOutcome> outcome(PlannedRun run) {
        Path file = run(run).resolve(OUTCOME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), RunOutcome.class));
        } catch (IOException e) {
            throw new InputException(
                    "the outcome " + file + " cannot be read (" + e.getMessage()
                            + "); remove that file to have the run done again",
                    e);
        }
    }

    /** Keeps what a run gave, and drops what only an unfinished run needs. */
    void keep(PlannedRun run, RunOutcome outcome, boolean keepAdapter) {
        try {
            Files.createDirectories(run(run));
            RunFolder.write(run(run).resolve(OUTCOME), JSON.writeValueAsString(outcome) + "\n");
            if (outcome.finished()) {
                RunFolder.delete(run(run).resolve("checkpoints"));
                if (!keepAdapter) {
                    RunFolder.delete(run(run).resolve("adapter"));
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an outcome is plain JSON", e);
        } catch (IOException e) {
            throw new RlvrException("the outcome of " + run.title() + " cannot be kept: " + e, e);
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
