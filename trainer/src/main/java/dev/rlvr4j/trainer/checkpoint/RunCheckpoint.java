package dev.rlvr4j.trainer.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A checkpoint of a run: a directory that is there completely or not at all.
 *
 * @param directory e.g. {@code checkpoints/step-000010}
 * @param progress its {@code progress.json}
 */
public record RunCheckpoint(Path directory, Progress progress) {
    private static final Pattern NAME = Pattern.compile("step-(\\d{6,})");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String PROGRESS = "progress.json";

    /** What a checkpoint is filled with. */
    @FunctionalInterface
    public interface Content {
        void write(Path directory) throws IOException;
    }

    /**
     * Writes a checkpoint and then removes the oldest until {@code keep} are left.
     *
     * @param root directory of the run's checkpoints; made if missing
     * @param keep newest checkpoints to keep; 0 keeps all
     * @param content writes all but the progress into the directory it is given
     */
    public static RunCheckpoint write(Path root, Progress progress, int keep, Content content) {
        Path target = root.resolve(String.format("step-%06d", progress.step()));
        try {
            Files.createDirectories(root);
            AtomicDirectory.clean(root);
            AtomicDirectory.write(target, directory -> {
                content.write(directory);
                JSON.writeValue(directory.resolve(PROGRESS).toFile(), progress);
            });
            if (keep > 0) {
                List<Path> all = list(root);
                for (Path old : all.subList(0, Math.max(0, all.size() - keep))) {
                    AtomicDirectory.delete(old);
                }
            }
        } catch (IOException e) {
            throw new RlvrException("cannot write the checkpoint " + target + ": " + e + "; is the disk full?", e);
        }
        return new RunCheckpoint(target, progress);
    }

    /** The newest checkpoint in a directory. Remains of interrupted writes are removed. */
    public static Optional<RunCheckpoint> newest(Path root) {
        try {
            if (!Files.isDirectory(root)) {
                return Optional.empty();
            }
            AtomicDirectory.clean(root);
            List<Path> all = list(root);
            return all.isEmpty() ? Optional.empty() : Optional.of(read(all.get(all.size() - 1)));
        } catch (IOException e) {
            throw new RlvrException("cannot look for checkpoints in " + root + ": " + e, e);
        }
    }

    /** Reads a checkpoint's progress. */
    public static RunCheckpoint read(Path directory) {
        Path file = directory.resolve(PROGRESS);
        Progress progress;
        try {
            progress = JSON.readValue(file.toFile(), Progress.class);
        } catch (IOException e) {
            throw new InputException(
                    "cannot read the checkpoint " + file + " ("
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "); remove that checkpoint to continue from the one before it",
                    e);
        }
        if (progress.format() != Progress.FORMAT) {
            throw new InputException("the checkpoint " + file + " has format " + progress.format()
                    + ", but this version reads " + Progress.FORMAT + "; continue with the version that wrote it");
        }
        return new RunCheckpoint(directory, progress);
    }

    /**
     * Says no to a checkpoint of another recipe or seed.
     *
     * @throws InputException if it is one
     */
    public void requireSameRun(String fingerprint, long seed) {
        if (!progress.fingerprint().equals(fingerprint) || progress.seed() != seed) {
            throw new InputException("the checkpoint " + directory + " was written under another recipe (seed "
                    + progress.seed() + ", recipe " + progress.fingerprint() + "; now seed " + seed + ", recipe "
                    + fingerprint + "); resume with the settings of that run, or start a new run in another folder");
        }
    }

    private static List<Path> list(Path root) throws IOException {
        try (var entries = Files.list(root)) {
            return entries.filter(p -> stepOf(p) >= 0)
                    .sorted(Comparator.comparingLong(RunCheckpoint::stepOf))
                    .toList();
        }
    }

    private static long stepOf(Path path) {
        Matcher matcher = NAME.matcher(path.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
    }
}
