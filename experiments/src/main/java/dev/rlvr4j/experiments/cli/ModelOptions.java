package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.experiments.config.ModelSection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which commands name a model without a recipe. */
final class ModelOptions {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model in Hugging Face layout; without it the tiny built-in one.")
    private String model = ModelSection.BUILT_IN;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "An adapter in PEFT's format; rlvr sample takes several and answers with each.")
    private List<Path> adapters = new ArrayList<>();

    @Option(names = "--tokenizer", paramLabel = "DIR", description = "Tokenizer, where it is not the model's own.")
    private @Nullable String tokenizer;

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:N.")
    private String device = "auto";

    @Option(names = "--precision", paramLabel = "TYPE", description = "float32, bfloat16 or float16.")
    private String precision = "float32";

    @Option(
            names = "--quantisation",
            paramLabel = "FORMAT",
            description = "How linear layers are kept: none, int8, nf4 or nvfp4.")
    private String quantisation = "none";

    ModelSection section() {
        return new ModelSection(
                model, tokenizer, Precision.parse(precision), Quantisation.parse(quantisation), device, false, null);
    }

    /** The adapter of a command that takes one. */
    @Nullable
    Path adapter() {
        if (adapters.size() > 1) {
            throw new InputException("this takes one --adapter, but got " + adapters.size()
                    + "; rlvr sample --prompt answers with several side by side");
        }
        return adapters.isEmpty() ? null : adapters.get(0);
    }

    /** All adapters, in the order they were named. */
    List<Path> adapters() {
        return adapters;
    }

    boolean builtIn() {
        return model.equals(ModelSection.BUILT_IN);
    }

    /** Reads {@code 1,2,3} and checks that the model knows the tokens. */
    static int[] ids(String text, int vocabularySize) {
        int[] ids;
        try {
            ids = Arrays.stream(text.strip().split("\\s*,\\s*|\\s+"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new InputException("--ids takes token ids such as 1,2,3, but got '" + text + "'", e);
        }
        for (int id : ids) {
            if (id < 0 || id >= vocabularySize) {
                throw new InputException(
                        "token " + id + " is outside the model's vocabulary of " + vocabularySize + " tokens");
            }
        }
        return ids;
    }
}
