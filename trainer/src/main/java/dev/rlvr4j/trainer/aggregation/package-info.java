/**
 * Aggregations: the share of each token in the loss of an optimizer batch.
 * {@link dev.rlvr4j.trainer.aggregation.Aggregation} is the interface, {@link dev.rlvr4j.trainer.aggregation.Aggregations}
 * lists them by name. The weights are those of the whole batch, before it is cut into micro-batches, so that the cut changes
 * nothing.
 */
@NullMarked
package dev.rlvr4j.trainer.aggregation;

import org.jspecify.annotations.NullMarked;
