/** Generators about days and times; {@link dev.rlvr4j.envs.generators} has the table of all. */
@NullMarked
package dev.rlvr4j.envs.generators.dates;

import org.jspecify.annotations.NullMarked;
