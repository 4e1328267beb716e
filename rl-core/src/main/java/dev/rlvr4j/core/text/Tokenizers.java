package dev.rlvr4j.core.text;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** Where tokenizers come from. All are thread-safe and live as long as the process. */
public final class Tokenizers {
    /** Number of ids of {@link #ascii}. */
    public static final int ASCII_VOCABULARY = 128;

    static final String FILE = "tokenizer.json";
    private static final String RESOURCES = "/tokenizers/ascii/";
    private static final List<String> ASCII_FILES = List.of(FILE, "tokenizer_config.json");

    private Tokenizers() {}

    /** The tokenizer of a model directory; InputException where it has no {@code tokenizer.json} or a broken one. */
    public static Tokenizer load(Path modelDirectory) {
        return load(modelDirectory, Clock.systemUTC());
    }

    /**
     * The same with a clock of one's own: some chat templates (Llama 3.1) print the date, and only a fixed clock gives the
     * same prompts tomorrow.
     */
    public static Tokenizer load(Path modelDirectory, Clock clock) {
        if (!Files.exists(modelDirectory.resolve(FILE))) {
            throw new InputException(
                    modelDirectory + " has no tokenizer.json; a fast tokenizer of Hugging Face is needed");
        }
        return HuggingFaceTokenizer.load(modelDirectory, clock);
    }

    /**
     * The tokenizer of a model directory or, where it has none, the ASCII one, if the model has room for it.
     *
     * @param vocabularySize the model's
     */
    public static Tokenizer loadOrAscii(Path modelDirectory, int vocabularySize) {
        return loadOrAscii(modelDirectory, vocabularySize, Clock.systemUTC());
    }

    /** The same with a clock of one's own, as in {@link #load(Path, Clock)}. */
    public static Tokenizer loadOrAscii(Path modelDirectory, int vocabularySize, Clock clock) {
        if (Files.exists(modelDirectory.resolve(FILE))) {
            return load(modelDirectory, clock);
        }
        if (vocabularySize < ASCII_VOCABULARY) {
            throw new InputException(modelDirectory + " has no tokenizer.json, and its vocabulary of " + vocabularySize
                    + " tokens is too small for the ASCII tokenizer, which needs " + ASCII_VOCABULARY);
        }
        return ascii();
    }

    /**
     * The project's small tokenizer: a printable ASCII character, tab, line break or carriage return is one token, whose id
     * is its code point; 0 is padding, 1 opens a text, 2 ends it, 3 stands for any other character.
     */
    public static Tokenizer ascii() {
        return Ascii.TOKENIZER;
    }

    /** Writes the files of {@link #ascii} into a model directory, from which this class and transformers load it again. */
    public static void writeAscii(Path modelDirectory) {
        for (String name : ASCII_FILES) {
            try (InputStream file = Tokenizers.class.getResourceAsStream(RESOURCES + name)) {
                if (file == null) {
                    throw new RlvrException("the resource " + RESOURCES + name + " is missing from this build");
                }
                Files.write(modelDirectory.resolve(name), file.readAllBytes());
            } catch (IOException e) {
                throw new InputException("cannot write " + modelDirectory.resolve(name) + ": " + e, e);
            }
        }
    }

    private static final class Ascii {
        static final Tokenizer TOKENIZER = unpack();

        private static Tokenizer unpack() {
            try {
                Path directory = Files.createTempDirectory("rlvr-ascii");
                try {
                    writeAscii(directory);
                    return load(directory);
                } finally {
                    for (String name : ASCII_FILES) {
                        Files.deleteIfExists(directory.resolve(name));
                    }
                    Files.delete(directory);
                }
            } catch (IOException e) {
                throw new InputException("cannot unpack the ASCII tokenizer into the temporary directory: " + e, e);
            }
        }
    }
}
