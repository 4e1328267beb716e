/**
 * Environments read from files.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.envs.datasets.DatasetEnvironment} is the environment, made by
 *       {@link dev.rlvr4j.envs.datasets.DatasetSettings}. It drops repeated rows, keeps problems of evaluation sets out of
 *       training, and splits as {@link dev.rlvr4j.envs.datasets.HeldOut} says; {@link dev.rlvr4j.envs.datasets.DatasetCounts}
 *       tells what became of the rows.
 *   <li>{@link dev.rlvr4j.envs.datasets.DataFiles} finds the files that paths, folders and patterns name.
 *   <li>{@code Rows} is the one row source, over JSONL (plain or gzip) and Parquet ({@code datasets.parquet}).
 *   <li>{@link dev.rlvr4j.envs.datasets.Layouts} knows the columns of published data sets; any other is read by a
 *       {@link dev.rlvr4j.envs.datasets.FieldMapping}.
 * </ul>
 */
@NullMarked
package dev.rlvr4j.envs.datasets;

import org.jspecify.annotations.NullMarked;
