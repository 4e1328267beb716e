package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tiny model shipped with the program (made by {@code rlvr pretrain}, see {@code recipes/pretrain.yaml}). */
final class BuiltInModel {
    private static final String RESOURCES = "/models/tiny/";
    private static final List<String> REQUIRED = List.of("config.json", "model.safetensors", "tokenizer.json");
    private static final List<String> OPTIONAL = List.of("tokenizer_config.json", "generation_config.json");

    private BuiltInModel() {}

    /** Its directory: in the source tree where the launcher runs from one, else unpacked until the process ends. */
    static Path directory() {
        String home = System.getProperty("rlvr.home");
        if (home != null) {
            Path source = Path.of(home, "experiments", "src", "main", "resources", "models", "tiny");
            if (REQUIRED.stream().allMatch(name -> Files.exists(source.resolve(name)))) {
                return source;
            }
        }
        return Unpacked.DIRECTORY;
    }

    private static final class Unpacked {
        static final Path DIRECTORY = unpack();

        private static Path unpack() {
            try {
                Path directory = Files.createTempDirectory("rlvr-builtin");
                directory.toFile().deleteOnExit();
                for (String name : REQUIRED) {
                    if (!copy(name, directory)) {
                        throw new InputException(
                                "this build has no built-in model; name one with --model, or make it with rlvr pretrain");
                    }
                }
                for (String name : OPTIONAL) {
                    copy(name, directory);
                }
                return directory;
            } catch (IOException | UncheckedIOException e) {
                throw new RlvrException("the built-in model cannot be unpacked: " + e.getMessage(), e);
            }
        }

        private static boolean copy(String name, Path directory) throws IOException {
            try (InputStream in = BuiltInModel.class.getResourceAsStream(RESOURCES + name)) {
                if (in == null) {
                    return false;
                }
                Path file = directory.resolve(name);
                file.toFile().deleteOnExit();
                Files.copy(in, file);
                return true;
            }
        }
    }
}
