package dev.rlvr4j.experiments.cli;

import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.experiments.config.ModelSection;
import picocli.CommandLine.Option;

/** The options by which commands on adapters name the model those belong to. It is read in float32. */
final class BaseOptions {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "The adapter's base, in Hugging Face layout; without it the tiny built-in one.")
    private String model = ModelSection.BUILT_IN;

    @Option(names = "--device", paramLabel = "NAME", description = "auto, cpu, cuda or cuda:N.")
    private String device = "auto";

    ModelSection section() {
        return new ModelSection(model, null, Precision.FLOAT32, Quantisation.NONE, device, false, null);
    }
}
