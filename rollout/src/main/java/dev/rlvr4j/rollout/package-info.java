/** Rollouts: {@link dev.rlvr4j.rollout.Rollouts} samples completions from the base and the newest adapter. */
@NullMarked
package dev.rlvr4j.rollout;

import org.jspecify.annotations.NullMarked;
