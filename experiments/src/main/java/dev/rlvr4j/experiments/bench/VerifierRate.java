package dev.rlvr4j.experiments.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * How fast a verifier checks boxed answers.
 *
 * @param verifier its name
 * @param version its rules
 * @param threads threads of the pool that checked
 * @param checksPerSecond responses judged per second by all threads, hand-over included; the median of the rounds
 * @param medianMicros time of one check on its thread; the median of the last round
 * @param slowestMillis the slowest check of the last round; on a busy machine mostly its pause
 * @param correct share of the answers judged correct, which is known to be about a half
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record VerifierRate(
        String verifier,
        String version,
        int threads,
        double checksPerSecond,
        double medianMicros,
        double slowestMillis,
        double correct) {}
