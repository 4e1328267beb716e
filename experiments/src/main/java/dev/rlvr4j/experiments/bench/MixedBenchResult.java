package dev.rlvr4j.experiments.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What a sampler batch of several models costs against batches of one; medians over the rounds, one sampler thread.
 *
 * @param name which models
 * @param precision the compute type
 * @param models how many
 * @param rows of each batch
 * @param aloneTokensPerSecond of batches of one model, each model in turn
 * @param mixedTokensPerSecond of batches of all
 * @param ratio seconds of a mixed batch over those of a batch of one, measured by turns
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record MixedBenchResult(
        String name,
        String precision,
        int models,
        int rows,
        double aloneTokensPerSecond,
        double mixedTokensPerSecond,
        double ratio) {}
