/**
 * Reading Apache Parquet, as far as data sets need it and without Hadoop.
 *
 * <p>{@link dev.rlvr4j.envs.datasets.parquet.ParquetFile} is the door: it gives the rows of a file one after the other as JSON
 * objects, whatever their nesting, and holds one page of each wanted column in memory. Behind it: the footer in Thrift's compact
 * protocol ({@code ThriftStruct}), the tree of columns ({@code SchemaNode}), the pages of a column ({@code ColumnPages}) with
 * their codecs and encodings, and a column's place in the nesting, which repetition and definition levels tell ({@code
 * ColumnCursor}, {@code RowAssembler}).
 *
 * <p>Source: <a href="https://github.com/apache/parquet-format">apache/parquet-format</a>. Read are data pages of version 1 and
 * 2, the codecs none, Snappy, gzip, Zstandard and raw LZ4, and the encodings plain, dictionary, run length and the delta ones;
 * anything else is refused by its name.
 */
@NullMarked
package dev.rlvr4j.envs.datasets.parquet;

import org.jspecify.annotations.NullMarked;
