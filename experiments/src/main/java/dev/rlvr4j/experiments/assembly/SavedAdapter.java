package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.model.TransformerPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The folder of a trained adapter. */
public final class SavedAdapter {
    private static final List<String> TOKENIZER =
            List.of("tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "generation_config.json");

    private SavedAdapter() {}

    /** Writes the adapter; a fully fine-tuned model gets the base's tokenizer beside it, so that it loads by itself. */
    public static void write(TransformerPolicy policy, LoadedModel model, Path directory) {
        try {
            Files.createDirectories(directory);
            policy.saveAdapter(directory);
            if (Files.exists(directory.resolve("config.json"))) {
                for (String name : TOKENIZER) {
                    Path file = model.directory().resolve(name);
                    if (Files.exists(file)) {
                        Files.copy(file, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        } catch (IOException e) {
            throw new RlvrException("the adapter cannot be written to " + directory + ": " + e, e);
        }
    }
}
