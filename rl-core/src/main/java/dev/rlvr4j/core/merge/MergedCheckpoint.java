package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.checkpoint.DType;
import dev.rlvr4j.core.checkpoint.HuggingFaceCheckpoint;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.checkpoint.OutTensor;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A base model with an adapter merged in, as a Hugging Face directory that needs neither of them any more. */
public final class MergedCheckpoint {
    private static final long SHARD_BYTES = 5L << 30;
    private static final List<String> ENDINGS = List.of(".json", ".jinja", ".txt", ".model");

    private MergedCheckpoint() {}

    /**
     * Writes weights and config, and copies the base's tokenizer, chat template and generation config. One tensor at a time is
     * merged, in float32, and then cast.
     *
     * @param base its {@link Base#path} is the directory the other files come from
     * @param dtype what the weights are written in; the finer the smaller the changes that survive
     * @return the config that was written; its family is another one where the base's has no place for the adapter's biases
     * @throws InputException where weights cannot say what the adapter does, no family has the biases that it adds, or the
     *     directory is the base's
     */
    public static ModelConfig write(Base base, Compilation adapter, DType dtype, Path directory, NDManager scope) {
        adapter.requireMergeable();
        ModelConfig merged = MergedConfig.of(base, adapter)
                .orElseThrow(() -> new InputException("the adapter adds a bias to "
                        + MergedConfig.added(base, adapter).get(0).name() + ", and a "
                        + base.config().modelType()
                        + " checkpoint has no place for one in its MLP; serve it as an adapter"));
        ModelConfig config = MergedConfig.in(dtype, merged);
        Path from = Path.of(base.path());
        if (directory.toAbsolutePath().normalize().equals(from.toAbsolutePath().normalize())) {
            throw new InputException(
                    "the merged model cannot take the place of its base " + from + "; name another directory");
        }
        AdaptedBase adapted = new AdaptedBase(base, adapter);
        List<OutTensor> tensors = new ArrayList<>();
        config.weightShapes()
                .forEach((name, shape) -> tensors.add(new OutTensor(name, dtype, shape, () -> {
                    Tensors on = Tensors.on(scope.getDevice());
                    try (NDManager temporary = scope.newSubManager()) {
                        NDArray weight = adapted.weight(name, temporary);
                        return on.bytes(on.cast(temporary, weight, Precision.of(dtype)));
                    }
                })));
        HuggingFaceCheckpoint.write(directory, config, tensors, SHARD_BYTES);
        copyRest(from, directory);
        return config;
    }

    /** Tokenizer, chat template, vocabularies, generation config. */
    private static void copyRest(Path from, Path to) {
        if (!Files.isDirectory(from)) {
            return; // a model that was made in memory
        }
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                boolean known = ENDINGS.stream().anyMatch(name::endsWith)
                        && !name.equals("config.json")
                        && !name.endsWith(".index.json");
                if (known && Files.isRegularFile(file)) {
                    Files.copy(file, to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new InputException("cannot copy the files of " + from + " to " + to + ": " + e.getMessage(), e);
        }
    }
}
