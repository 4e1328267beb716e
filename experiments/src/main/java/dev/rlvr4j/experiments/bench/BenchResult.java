package dev.rlvr4j.experiments.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What one shape measured; the median over the measured steps.
 *
 * @param shape the shape's name
 * @param precision the compute type
 * @param quantisation how linear layers are kept
 * @param baseBytes native memory of the base's weights
 * @param linearBits of it bits for each weight of a linear layer, scales included
 * @param formatBits what the format promises for them
 * @param rolloutTokensPerSecond completion tokens sampled per second, prefill included
 * @param trainTokensPerSecond prompt and completion tokens of all rows (as padded frameworks count them) per second of
 *     forward, backward and optimizer step
 * @param stepSeconds rollout, training and hot swap of one step
 * @param hotSwapMillis from the trained tensors until every worker samples from them
 * @param peakMemoryBytes largest resident memory of the process while it sampled and trained, Java included; -1 where the
 *     system does not tell
 * @param rolloutFraction rollout rate over what the matmul rate allows at 2 N flops a token
 * @param trainFraction train rate over what it allows at 4 N flops a token (forward, and backward through frozen weights)
 * @param matmulFlops the matmul rate in this run and type, 2 n^3 flops for n = 1024, all threads
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record BenchResult(
        String shape,
        String precision,
        String quantisation,
        long baseBytes,
        double linearBits,
        double formatBits,
        double rolloutTokensPerSecond,
        double trainTokensPerSecond,
        double stepSeconds,
        double hotSwapMillis,
        long peakMemoryBytes,
        double rolloutFraction,
        double trainFraction,
        double matmulFlops) {}
