/** Generators of puzzles and games; {@link dev.rlvr4j.envs.generators} has the table of all. */
@NullMarked
package dev.rlvr4j.envs.generators.puzzles;

import org.jspecify.annotations.NullMarked;
