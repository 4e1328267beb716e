package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.datasets.DataFiles;
import dev.rlvr4j.envs.datasets.DatasetEnvironment;
import dev.rlvr4j.envs.datasets.DatasetSettings;
import dev.rlvr4j.envs.datasets.FieldMapping;
import dev.rlvr4j.envs.datasets.HeldOut;
import dev.rlvr4j.envs.datasets.Layouts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data set, JSONL (plain or gzip) or Parquet. A path is a file, a folder or a pattern such as {@code data/train-*.parquet}.
 *
 * @param paths where its rows are; all are one data set
 * @param layout {@code auto}, a published layout ({@code gsm8k}, {@code math}, {@code math-500}, {@code dapo},
 *     {@code openr1-math}, {@code deepmath}, {@code polaris}, {@code countdown}) or {@code mapped}
 * @param question the field with the question, of the layouts auto and mapped; null finds it by the common names
 * @param answer the field with the reference answer; null finds it by the common names
 * @param id the field with the task's id; null names tasks by file and line, or as a published layout does
 * @param heldOutPaths held-out tasks; none holds a share of {@code paths} out
 * @param heldOutShare share of the rows held out where there are no files of their own
 * @param evaluationPaths further files whose problems are not trained on
 * @param seed of the split
 */
public record DatasetSection(
        List<String> paths,
        String layout,
        @Nullable String question,
        @Nullable String answer,
        @Nullable String id,
        List<String> heldOutPaths,
        double heldOutShare,
        List<String> evaluationPaths,
        long seed)
        implements EnvironmentSection {
    static final DatasetSection DEFAULT =
            new DatasetSection(List.of(), Layouts.AUTO, null, null, null, List.of(), 0.1, List.of(), 1);

    public DatasetSection {
        paths = List.copyOf(paths);
        heldOutPaths = List.copyOf(heldOutPaths);
        evaluationPaths = List.copyOf(evaluationPaths);
        if (!(heldOutShare >= 0 && heldOutShare < 1)) {
            throw new InputException("held_out_share must be at least 0 and below 1, but is " + heldOutShare);
        }
        Layouts.check(layout);
    }

    @Override
    public String title() {
        String first = paths.isEmpty() ? "data set" : paths.get(0);
        return first.substring(first.replace('\\', '/').lastIndexOf('/') + 1);
    }

    @Override
    public DatasetEnvironment open() {
        if (paths.isEmpty()) {
            throw new InputException("environment.paths is empty; name the files of the data set,"
                    + " e.g. [data/train.jsonl] or [data/train-*.parquet]");
        }
        HeldOut split = heldOutPaths.isEmpty()
                ? new HeldOut.Share(heldOutShare)
                : new HeldOut.Files(DataFiles.of(heldOutPaths));
        return DatasetEnvironment.read(new DatasetSettings(
                DataFiles.of(paths),
                layout,
                new FieldMapping(question, answer, id),
                split,
                DataFiles.of(evaluationPaths),
                seed));
    }
}
