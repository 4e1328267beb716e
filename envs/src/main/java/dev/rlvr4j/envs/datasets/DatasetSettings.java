package dev.rlvr4j.envs.datasets;

import dev.rlvr4j.core.InputException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a data set is read from, and how.
 *
 * @param files at least one; their rows are one data set
 * @param layout one of {@link Layouts#names}
 * @param mapping fields of the layouts {@code auto} and {@code mapped}
 * @param split where held-out tasks come from
 * @param evaluationSets further files whose problems must not be trained on, of whatever layouts; may be empty
 * @param seed of the split
 */
public record DatasetSettings(
        List<Path> files, String layout, FieldMapping mapping, HeldOut split, List<Path> evaluationSets, long seed) {
    public DatasetSettings {
        files = List.copyOf(files);
        evaluationSets = List.copyOf(evaluationSets);
        if (files.isEmpty()) {
            throw new InputException("no data set file is given; name at least one .jsonl or .parquet file");
        }
        Layouts.check(layout);
    }

    /** Files of layouts that are found by themselves. */
    public static DatasetSettings of(List<Path> files, HeldOut split, long seed) {
        return new DatasetSettings(files, Layouts.AUTO, FieldMapping.auto(), split, List.of(), seed);
    }
}
