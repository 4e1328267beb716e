package dev.rlvr4j.experiments.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes what a comparison found into a folder. */
public final class Report {
    private Report() {}

    /** Writes {@code results.json}. */
    public static void write(Comparison comparison, Path directory) {
        try {
            Files.createDirectories(directory);
            RunFolder.write(
                    directory.resolve("results.json"),
                    JsonMapper.builder()
                            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                            .build()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(comparison));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a comparison is plain JSON", e);
        } catch (IOException e) {
            throw new RlvrException("the report cannot be written to " + directory + ": " + e, e);
        }
    }
}
