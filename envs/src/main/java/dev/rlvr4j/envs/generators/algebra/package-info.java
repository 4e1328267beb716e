/** Generators about equations, polynomials and complex numbers; {@link dev.rlvr4j.envs.generators} has the table of all. */
@NullMarked
package dev.rlvr4j.envs.generators.algebra;

import org.jspecify.annotations.NullMarked;
