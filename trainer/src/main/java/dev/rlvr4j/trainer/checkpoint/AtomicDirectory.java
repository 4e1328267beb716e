package dev.rlvr4j.trainer.checkpoint;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;

/**
 * Directories that appear and disappear at once: written under a temporary name, forced to disk, renamed. Whatever moment
 * the process or the machine dies at, only complete directories bear their final name.
 */
final class AtomicDirectory {
    private static final String TEMPORARY = ".tmp-";
    private static final boolean WINDOWS = File.separatorChar == '\\';

    interface Writer {
        void write(Path directory) throws IOException;
    }

    private AtomicDirectory() {}

    static void write(Path target, Writer writer) throws IOException {
        Path temporary = temporary(target);
        remove(temporary);
        Files.createDirectory(temporary);
        writer.write(temporary);
        try (var files = Files.walk(temporary)) {
            for (Path path : files.toList()) {
                force(path);
            }
        }
        if (Files.exists(target)) {
            delete(target);
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        force(parent(target));
    }

    /** Removes a directory; what is left if this is interrupted does not bear its name. */
    static void delete(Path directory) throws IOException {
        Path doomed = directory.resolveSibling(TEMPORARY + "old-" + directory.getFileName());
        remove(doomed);
        Files.move(directory, doomed, StandardCopyOption.ATOMIC_MOVE);
        remove(doomed);
    }

    /** Removes what interrupted writes and deletes have left in a directory. */
    static void clean(Path root) throws IOException {
        List<Path> leftovers;
        try (var entries = Files.list(root)) {
            leftovers = entries.filter(p -> p.getFileName().toString().startsWith(TEMPORARY))
                    .toList();
        }
        for (Path path : leftovers) {
            remove(path);
        }
    }

    private static Path temporary(Path target) {
        return target.resolveSibling(TEMPORARY + target.getFileName());
    }

    private static Path parent(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path : parent;
    }

    private static void force(Path path) throws IOException {
        boolean directory = Files.isDirectory(path);
        if (directory && WINDOWS) {
            return; // Windows does not open directories, and writes renames through.
        }
        try (FileChannel channel =
                FileChannel.open(path, directory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void remove(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (var files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
