/**
 * Exact numbers and how they are written: {@link dev.rlvr4j.envs.generators.exact.Rational},
 * {@link dev.rlvr4j.envs.generators.exact.Literals} (one number and nothing else),
 * {@link dev.rlvr4j.envs.generators.exact.Expression} (sums and products of whole numbers) and
 * {@link dev.rlvr4j.envs.generators.exact.Polynomial}. Every reader is bounded in length and depth, since models write what it
 * reads.
 */
@NullMarked
package dev.rlvr4j.envs.generators.exact;

import org.jspecify.annotations.NullMarked;
