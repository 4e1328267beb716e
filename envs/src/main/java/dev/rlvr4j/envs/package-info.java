/** Tasks and where they come from: an {@link dev.rlvr4j.envs.Environment} has two disjoint {@link dev.rlvr4j.envs.TaskSource}s. */
@NullMarked
package dev.rlvr4j.envs;

import org.jspecify.annotations.NullMarked;
