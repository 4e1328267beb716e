package dev.rlvr4j.trainer;

import dev.rlvr4j.core.loop.AdapterVersion;
import org.jspecify.annotations.Nullable;

/**
 * What an optimizer step did.
 *
 * @param version the version of the weights now
 * @param gradientNorm L2 norm of the gradient before clipping; 0 if the step was skipped
 * @param skipped why the weights were not changed, if they were not
 * @param skippedSteps steps skipped so far
 */
public record OptimStepResult(
        AdapterVersion version,
        double gradientNorm,
        @Nullable String skipped,
        long skippedSteps) {}
