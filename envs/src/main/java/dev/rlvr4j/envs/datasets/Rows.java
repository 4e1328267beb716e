package dev.rlvr4j.envs.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rows of one file, read from the first to the last and never held together in memory. Not thread-safe. */
interface Rows extends AutoCloseable {
    /**
     * The next row; null after the last.
     *
     * @throws InputException if the file is broken here, with the place
     */
    @Nullable
    ObjectNode next();

    /** Number of the row that {@link #next} gave, from 1: in JSONL the line's. */
    long number();

    @Override
    void close();

    /**
     * Opens a file by what is in it: Parquet, JSONL, or JSONL packed by gzip.
     *
     * @param wanted which outermost columns are needed; a format that reads columns apart leaves the others out
     * @throws InputException if it is missing, a directory or unreadable
     */
    static Rows open(Path file, Predicate<String> wanted) {
        if (Files.isDirectory(file)) {
            throw new InputException("data set " + file + " is a directory; name a .jsonl or .parquet file in it");
        }
        if (!Files.exists(file)) {
            throw new InputException("there is no data set "
                    + file.toAbsolutePath().normalize() + "; check the path (it is taken from the current directory)");
        }
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(4);
        } catch (IOException e) {
            throw new InputException("data set " + file + " cannot be read: " + e, e);
        }
        boolean parquet = head.length == 4 && head[0] == 'P' && head[1] == 'A' && head[2] == 'R';
        if (parquet) {
            return new ParquetRows(file, wanted);
        }
        boolean gzip = head.length >= 2 && head[0] == (byte) 0x1f && head[1] == (byte) 0x8b;
        return new JsonlRows(file, gzip);
    }
}
