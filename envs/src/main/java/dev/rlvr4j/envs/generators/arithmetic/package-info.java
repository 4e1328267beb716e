/** Generators about whole numbers, decimals and fractions; {@link dev.rlvr4j.envs.generators} has the table of all. */
@NullMarked
package dev.rlvr4j.envs.generators.arithmetic;

import org.jspecify.annotations.NullMarked;
