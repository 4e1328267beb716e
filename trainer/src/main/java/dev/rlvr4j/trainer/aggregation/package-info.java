/**
 * Aggregations: the share of each token in the loss of an optimizer batch.
 * {@link dev.rlvr4j.trainer.aggregation.Aggregation} is the interface, {@link dev.rlvr4j.trainer.aggregation.Aggregations}
 * lists them by name. The weights are those of the whole batch, before it is cut into micro-batches, so that the cut changes
 * nothing; only {@link dev.rlvr4j.trainer.aggregation.LocalTokenMean} asks for those of each micro-batch by itself.
 *
 * <p>With S sequences of n_s tokens (N in all), prompts p of N_p tokens, and M micro-batches, a token of sequence s weighs:
 *
 * <pre>
 * token_mean         1 / N
 * local_token_mean   1 / (M tokens of its micro-batch)
 * sequence_mean      1 / (S n_s)
 * sequence_sum_mean  1 / S
 * prompt_mean        1 / (prompts N_p)
 * token_sum          1
 * constant           1 / (S L)
 * </pre>
 */
@NullMarked
package dev.rlvr4j.trainer.aggregation;

import org.jspecify.annotations.NullMarked;
