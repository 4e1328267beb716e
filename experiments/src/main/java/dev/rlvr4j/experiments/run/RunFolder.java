package dev.rlvr4j.experiments.run;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of one run. While it is open no other process can open it. */
public final class RunFolder implements AutoCloseable {
    /** The folder dated runs are made in. */
    public static final Path RUNS = Path.of("runs");

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss");

    private final Path path;
    private final FolderLock lock;

    private RunFolder(Path path) {
        this.path = path;
        this.lock = FolderLock.on(path);
        RunLog.open(log(path));
    }

    /** Where the log lines of the run in a folder go. */
    public static Path log(Path folder) {
        return folder.resolve("run.log");
    }

    /**
     * Checks that a new run can be made in a folder.
     *
     * @throws InputException if it holds one already
     */
    public static void requireFree(Path path) {
        if (Files.exists(path.resolve("config.yaml"))) {
            throw new InputException("the folder " + path
                    + " already holds a run; go on with it by --resume, or give another folder with --out");
        }
    }

    /** Makes a folder for a new run. A folder that exists must not hold a run. */
    public static RunFolder create(Path path) {
        requireFree(path);
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new InputException("the run folder " + path + " cannot be made: " + reason(e), e);
        }
        return new RunFolder(path);
    }

    /** Makes {@code parent/2026-11-22-153000-train}, or with {@code -2} at its end where that is taken. */
    public static RunFolder createDated(Path parent, String command, LocalDateTime now) {
        return new RunFolder(dated(parent, command, now));
    }

    /** Makes a folder of such a name, which is not a run yet. */
    public static Path dated(Path parent, String command, LocalDateTime now) {
        String name = STAMP.format(now) + "-" + command;
        try {
            Files.createDirectories(parent);
            for (int i = 1; ; i++) {
                try {
                    return Files.createDirectory(parent.resolve(i == 1 ? name : name + "-" + i));
                } catch (FileAlreadyExistsException taken) {
                    // on to the next number
                }
            }
        } catch (IOException e) {
            throw new InputException(
                    "no run folder can be made in " + parent + ": " + reason(e) + "; give one with --out", e);
        }
    }

    /** Opens the folder of a run that was begun before. */
    public static RunFolder reopen(Path path) {
        if (!Files.exists(path.resolve("config.yaml"))) {
            throw new InputException(
                    "there is no run to resume in " + path + " (no config.yaml); leave --resume out to begin one");
        }
        return new RunFolder(path);
    }

    /** The run in {@code parent} that was begun last, by the date in its name. */
    public static Optional<Path> newest(Path parent) {
        if (!Files.isDirectory(parent)) {
            return Optional.empty();
        }
        try (Stream<Path> runs = Files.list(parent)) {
            return runs.filter(run -> Files.exists(run.resolve("config.yaml")))
                    .max(Comparator.comparing(Path::getFileName));
        } catch (IOException e) {
            throw new RlvrException("the folder " + parent + " cannot be listed: " + reason(e), e);
        }
    }

    public Path path() {
        return path;
    }

    /** The resolved recipe. */
    public Path config() {
        return path.resolve("config.yaml");
    }

    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    public Path samples() {
        return path.resolve("samples.jsonl");
    }

    /** Which turn of which worker did what, of an asynchronous run. */
    public Path schedule() {
        return path.resolve("schedule.txt");
    }

    public Path tensorBoard() {
        return path.resolve("tensorboard");
    }

    public Path curve() {
        return path.resolve("curve.png");
    }

    public Path adapter() {
        return path.resolve("adapter");
    }

    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    public Path summary() {
        return path.resolve("summary.json");
    }

    /** Deletes a folder with all that is in it, if it is there. */
    public static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new RlvrException("the folder " + folder + " cannot be deleted: " + reason(e), e);
        }
    }

    /** Writes a text file so that it is there whole or not at all. */
    public static void write(Path file, String text) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(part, text);
            Files.move(
                    part,
                    file,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new RlvrException(file + " cannot be written: " + reason(e), e);
        }
    }

    @Override
    public void close() {
        lock.close();
    }

    /** The reason in an I/O error whose message is often a bare file name. */
    static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }
}
