package dev.rlvr4j.trainer.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
     * Writes a checkpoint, its checksums last, and then removes the oldest until {@code keep} are left.
     *
     * @param root directory of the run's checkpoints; made if missing
     * @param keep newest checkpoints to keep; 0 keeps all
     * @param content writes all but the progress into the directory it is given
     * @throws RlvrException where it cannot be written, e.g. because the disk is full; those before it stay as they were
     */
    public static RunCheckpoint write(Path root, Progress progress, int keep, Content content) {
        Path target = root.resolve(String.format("step-%06d", progress.step()));
        try {
            Files.createDirectories(root);
            AtomicDirectory.clean(root);
            AtomicDirectory.write(target, directory -> {
                content.write(directory);
                Files.write(directory.resolve(PROGRESS), JSON.writeValueAsBytes(progress));
                Manifest.write(directory);
            });
        } catch (IOException | RuntimeException e) {
            throw notWritten(root, target, e);
        }
        if (keep > 0) {
            List<Path> all = all(root);
            all.subList(0, Math.max(0, all.size() - keep)).forEach(RunCheckpoint::remove);
        }
        return new RunCheckpoint(target, progress);
    }

    private static void remove(Path old) {
        try {
            AtomicDirectory.delete(old);
        } catch (IOException e) {
            throw new RlvrException("the old checkpoint " + old + " cannot be removed: " + e, e);
        }
    }

    /** Says what is left; a failure that is not one of writing stays as it is. */
    private static RuntimeException notWritten(Path root, Path target, Exception failure) {
        IOException cause = null;
        for (Throwable t = failure; t != null && cause == null; t = t.getCause()) {
            cause = t instanceof IOException io ? io : null;
        }
        if (cause == null && failure instanceof RuntimeException other) {
            return other;
        }
        String left;
        try {
            AtomicDirectory.clean(root); // what was written so far takes room that others may need
            List<Path> all = list(root);
            left = all.isEmpty()
                    ? "there is none before it"
                    : "the one before it, " + all.get(all.size() - 1).getFileName() + ", is as it was";
        } catch (IOException e) {
            left = "those before it are as they were";
            failure.addSuppressed(e);
        }
        return new RlvrException(
                "the checkpoint " + target + " cannot be written (" + cause + "), so the run stops; " + left
                        + ". Make room on the disk, or make it writable, then resume the run",
                failure);
    }

    /** The newest checkpoint in a directory, damaged or not. */
    public static Optional<Path> newest(Path root) {
        List<Path> all = all(root);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /**
     * The newest checkpoint in a directory whose files are all as they were written. Remains of interrupted writes are removed;
     * damaged checkpoints that are newer are renamed to {@code damaged-step-...}.
     *
     * @param damaged is told of each newer one: file and reason
     * @throws InputException where all are damaged
     */
    public static Optional<RunCheckpoint> newestIntact(Path root, Consumer<String> damaged) {
        List<Path> all = all(root);
        List<String> reasons = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            Path directory = all.get(i);
            Optional<String> damage = Manifest.damage(directory);
            if (damage.isEmpty()) {
                RunCheckpoint intact = read(directory);
                all.subList(i + 1, all.size()).forEach(RunCheckpoint::setAside);
                reasons.forEach(reason -> damaged.accept(reason + "; the run goes on from " + directory.getFileName()));
                return Optional.of(intact);
            }
            reasons.add("the checkpoint " + directory + " is damaged: " + damage.get());
        }
        if (reasons.isEmpty()) {
            return Optional.empty();
        }
        throw new InputException(String.join("; ", reasons)
                + "; none is left to go on from: bring one back from a copy, or start a new run in another folder");
    }

    private static void setAside(Path directory) {
        Path aside = directory.resolveSibling("damaged-" + directory.getFileName());
        try {
            if (Files.exists(aside)) {
                AtomicDirectory.delete(aside);
            }
            Files.move(directory, aside);
        } catch (IOException e) {
            throw new RlvrException("the damaged checkpoint " + directory + " cannot be renamed: " + e, e);
        }
    }

    private static List<Path> all(Path root) {
        try {
            if (!Files.isDirectory(root)) {
                return List.of();
            }
            AtomicDirectory.clean(root);
            return list(root);
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
