package dev.rlvr4j.envs.datasets.parquet;

/** Bytes that are not what the format says, or a part of the format that is not read; {@link ParquetFile} adds the file. */
final class DamagedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
        super(message);
    }
}
