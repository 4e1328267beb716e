/**
 * The sampler over a transformer: {@link dev.rlvr4j.rollout.sampler.TransformerSampler} keeps a batch of
 * {@code Sequence}s decoding in a KV cache, admits {@code Waiting} requests where others end, and follows for each the adapter
 * version that it asks for ({@code Lane}).
 */
@NullMarked
package dev.rlvr4j.rollout.sampler;

import org.jspecify.annotations.NullMarked;
