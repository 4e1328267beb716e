/**
 * What the trainer trains on: a {@link dev.rlvr4j.trainer.batch.TrainingBatch} is one optimizer batch in flat arrays, and
 * {@link dev.rlvr4j.trainer.batch.MicroBatches} cuts it by a token budget into pieces that fit in memory.
 */
@NullMarked
package dev.rlvr4j.trainer.batch;

import org.jspecify.annotations.NullMarked;
