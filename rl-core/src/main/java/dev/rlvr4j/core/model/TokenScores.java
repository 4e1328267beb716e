package dev.rlvr4j.core.model;

/**
 * What a forward pass says of the completion tokens of a batch, flat: groups in order, in each its completions in order, in
 * each those of its tokens that are asked for ({@link SequenceGroup#asked}) in order.
 *
 * @param logProbs log-prob of each token, {@code [N]}, nats
 * @param entropies entropy of the distribution each token was drawn from, {@code [N]}, nats
 */
public record TokenScores(float[] logProbs, float[] entropies) {}
