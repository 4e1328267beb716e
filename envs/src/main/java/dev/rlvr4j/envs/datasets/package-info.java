/**
 * Environments read from files. {@link dev.rlvr4j.envs.datasets.JsonlEnvironment} reads JSON lines (GSM8K's layout as it is)
 * by a {@link dev.rlvr4j.envs.datasets.FieldMapping} and splits them as {@link dev.rlvr4j.envs.datasets.HeldOut} says.
 */
@NullMarked
package dev.rlvr4j.envs.datasets;

import org.jspecify.annotations.NullMarked;
