package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder for training states, gone when closed. */
final class Scratch implements AutoCloseable {
    private final Path folder;

    Scratch() {
        try {
            folder = Files.createTempDirectory("rlvr-doctor");
        } catch (IOException e) {
            throw new RlvrException("no temporary folder can be made for training states: " + e.getMessage(), e);
        }
    }

    /** An empty folder in it. */
    Path directory(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new RlvrException("cannot make a folder in " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new RlvrException("cannot remove " + folder + ": " + e.getMessage(), e);
        }
    }
}
