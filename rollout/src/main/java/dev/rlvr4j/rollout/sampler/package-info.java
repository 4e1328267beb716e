/**
 * The sampler over a transformer: {@link dev.rlvr4j.rollout.sampler.TransformerSampler} keeps a batch of
 * {@code Sequence}s decoding in a KV cache, admits waiting ones where others end ({@code WaitingLine}), and follows the adapter
 * versions the registry publishes ({@code Lane}).
 */
@NullMarked
package dev.rlvr4j.rollout.sampler;

import org.jspecify.annotations.NullMarked;
