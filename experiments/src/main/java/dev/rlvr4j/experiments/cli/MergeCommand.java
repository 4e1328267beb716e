package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.config.RecipeReader;
import dev.rlvr4j.experiments.merging.MergeRun;
import dev.rlvr4j.experiments.merging.MergeSettings;
import dev.rlvr4j.experiments.merging.RewardObjective;
import dev.rlvr4j.experiments.merging.WeightSearch;
import dev.rlvr4j.experiments.run.Progress;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rlvr merge}: several adapters as one, or merged into the base. */
@Command(
        name = "merge",
        description = "Combine adapters into one, or merge them into the base model (docs/merging.md).",
        sortOptions = false)
final class MergeCommand implements Runnable {
    @Parameters(
            paramLabel = "ADAPTER",
            arity = "1..*",
            description = "Adapters in PEFT's format, or run folders that have one.")
    private List<Path> adapters = new ArrayList<>();

    @Option(
            names = "--method",
            paramLabel = "NAME",
            description = "How to combine them: cat (the default: their sum), stack, linear, svd, ties, dare_linear,"
                    + " dare_ties, magnitude_prune (each also with _svd), robustmerge, ziplora, klora, lorahub.")
    private @Nullable String method;

    @Option(
            names = "--weights",
            paramLabel = "W",
            split = ",",
            description = "A weight for each adapter, e.g. 1,-0.5 (default: 1 each).")
    private List<Double> weights = new ArrayList<>();

    @Option(
            names = "--with",
            paramLabel = "KEY=VALUE",
            description = "A setting of the method, e.g. --with density=0.3. May be repeated.")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(
            names = "--tasks",
            paramLabel = "N",
            description = "lorahub without weights: training tasks of the recipe whose mean reward is maximised"
                    + " (${DEFAULT-VALUE}).")
    private int tasks = 32;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "lorahub without weights: completions of each (${DEFAULT-VALUE}).")
    private int samples = 1;

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            description = "lorahub without weights: how many weights are tried (${DEFAULT-VALUE}).")
    private int evaluations = 40;

    @Option(
            names = "--into-base",
            description = "Write a Hugging Face checkpoint of the whole model instead of an adapter.")
    private boolean intoBase;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "Type of that checkpoint's weights: float32, bfloat16 or float16 (default: the base's).")
    private @Nullable String dtype;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "A directory that does not exist yet.")
    private Path out = Path.of("");

    @Mixin
    private final RecipeOptions recipeOptions = new RecipeOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public void run() {
        DType type = dtype == null ? null : Precision.parse(dtype).dtype();
        if (type != null && !intoBase) {
            throw new InputException("--dtype is the type of a checkpoint's weights; adapters are float32, so leave it"
                    + " out or add --into-base");
        }
        MergeSettings settings = new MergeSettings(
                MergeSettings.method(method, adapters.size()),
                options,
                adapters.stream().map(MergeCommand::adapter).toList(),
                weights,
                intoBase,
                out);
        // Weights are merged in float32 whatever a recipe computes in.
        RecipeReader<Recipe> reader = recipeOptions.reader(Recipe.BUILT_IN).set("model.precision", "float32");
        Recipe recipe = recipeOptions.read(reader);
        try (LoadedModel model =
                LoadedModel.open(recipe.model(), recipe.prompt().today())) {
            if (recipe.model().adapter() != null) {
                throw new InputException(
                        "model.adapter is set to " + recipe.model().adapter()
                                + "; name it first among the adapters, with --method stack, or leave it out");
            }
            boolean searched = settings.method().equals("lorahub") && weights.isEmpty();
            MergeSettings chosen = searched ? settings.weighing(search(recipe, model, settings)) : settings;
            print(chosen, MergeRun.run(model, chosen, type));
        }
    }

    private List<Double> search(Recipe recipe, LoadedModel model, MergeSettings settings) {
        Progress progress = Progress.on(spec.commandLine().getErr());
        try (RewardObjective objective = new RewardObjective(recipe, model, settings, tasks, samples)) {
            List<Double> rewards = new ArrayList<>();
            List<WeightSearch.Trial> trials = WeightSearch.maximise(
                    tried -> {
                        rewards.add(objective.reward(tried));
                        double best = Collections.max(rewards);
                        progress.show(
                                String.format(
                                        Locale.ROOT,
                                        "weights %d of %d, best mean reward %.3f",
                                        rewards.size(),
                                        evaluations,
                                        best),
                                false);
                        return rewards.get(rewards.size() - 1);
                    },
                    adapters.size(),
                    evaluations,
                    recipe.seed());
            WeightSearch.Trial best = WeightSearch.best(trials);
            progress.print(String.format(
                    Locale.ROOT,
                    "mean reward %.3f on %d training tasks with weights %s; %.3f without any adapter",
                    best.reward(),
                    tasks,
                    best.weights().stream()
                            .map(w -> String.format(Locale.ROOT, "%.3f", w))
                            .collect(Collectors.joining(", ")),
                    trials.get(0).reward()));
            return best.weights();
        } finally {
            progress.end();
        }
    }

    /** The adapter of a run folder, or the directory itself. */
    static Path adapter(Path directory) {
        Path ofRun = directory.resolve("adapter");
        return Files.isDirectory(ofRun) && !Files.exists(directory.resolve("adapter_config.json")) ? ofRun : directory;
    }

    private void print(MergeSettings settings, MergeRun.Result result) {
        PrintWriter stdout = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("out", result.out().toString());
            answer.put("kind", settings.intoBase() ? "checkpoint" : "adapter");
            answer.put("method", settings.method());
            answer.put(
                    "adapters", settings.adapters().stream().map(Path::toString).toList());
            answer.put("weights", settings.everyWeight());
            answer.put("parameters", result.parameters());
            answer.put("largest_rank", result.largestRank());
            answer.put("notes", result.notes());
            stdout.println(Json.line(answer));
        } else {
            stdout.printf(
                    Locale.ROOT,
                    "%s of %d adapter%s, %s%n",
                    settings.method(),
                    settings.adapters().size(),
                    settings.adapters().size() == 1 ? "" : "s",
                    settings.intoBase()
                            ? String.format(Locale.ROOT, "merged into the base: %,d weights", result.parameters())
                            : String.format(
                                    Locale.ROOT,
                                    "as a LoRA of rank %d: %,d parameters",
                                    result.largestRank(),
                                    result.parameters()));
            result.notes().forEach(stdout::println);
            stdout.println("written to " + result.out());
        }
        stdout.flush();
    }
}
