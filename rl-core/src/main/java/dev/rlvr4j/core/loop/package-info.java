/**
 * The records of the loop, which are all that passes between modules.
 *
 * <pre>
 * envs      Task   -&gt; {@link dev.rlvr4j.core.loop.Prompt}
 * rollout   Prompt -&gt; {@link dev.rlvr4j.core.loop.Completion} (G per prompt)
 * rewards   Completion -&gt; {@link dev.rlvr4j.core.loop.Score}
 * trainer   {@link dev.rlvr4j.core.loop.Group} -&gt; advantages, loss, one step -&gt; {@link dev.rlvr4j.core.loop.AdapterVersion}
 * </pre>
 *
 * {@link dev.rlvr4j.core.loop.CounterRandom} is the one source of randomness: a hash of (seed, stream, counter), never a
 * shared generator, so that a draw depends on what it is for and not on what was drawn before it.
 */
@NullMarked
package dev.rlvr4j.core.loop;

import org.jspecify.annotations.NullMarked;
