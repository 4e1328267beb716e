package dev.rlvr4j.experiments.config;

import dev.rlvr4j.core.InputException;

/**
 * How long a run is, and what is kept on the way.
 *
 * @param steps optimizer steps
 * @param microBatchTokens most tokens of one forward and backward pass; does not change the result
 * @param checkpointEvery steps between checkpoints; 0 writes one at the end only
 * @param keepCheckpoints how many of the last are kept; 0 keeps all
 * @param logSamples completions of each step written to samples.jsonl; 0 writes all
 */
public record TrainingSection(
        int steps, int microBatchTokens, int checkpointEvery, int keepCheckpoints, int logSamples) {
    static final TrainingSection DEFAULT = new TrainingSection(100, 4096, 10, 2, 16);

    public TrainingSection {
        if (steps < 1) {
            throw new InputException("steps must be at least 1, but is " + steps);
        }
        if (microBatchTokens < 1) {
            throw new InputException("micro_batch_tokens must be at least 1, but is " + microBatchTokens);
        }
        if (checkpointEvery < 0 || keepCheckpoints < 0 || logSamples < 0) {
            throw new InputException("checkpoint_every, keep_checkpoints and log_samples must not be negative, but are "
                    + checkpointEvery + ", " + keepCheckpoints + " and " + logSamples);
        }
    }
}
