package dev.rlvr4j.envs.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.datasets.parquet.ParquetFile;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rows of a Parquet file. */
final class ParquetRows implements Rows {
    private final ParquetFile file;
    private long number;

    ParquetRows(Path path, Predicate<String> wanted) {
        file = ParquetFile.open(path, wanted);
        if (file.rows() == 0) {
            file.close();
            throw new InputException("data set " + path + " is empty; it needs at least one row");
        }
    }

    @Override
    public @Nullable ObjectNode next() {
        number++;
        return file.next();
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public void close() {
        file.close();
    }
}
