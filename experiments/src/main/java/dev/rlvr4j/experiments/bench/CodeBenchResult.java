package dev.rlvr4j.experiments.bench;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.rlvr4j.rewards.code.Language;

/**
 * What {@link CodeBench} measured of a language.
 *
 * @param language of the programs
 * @param beside runs at a time
 * @param runsPerSecond of all of them together
 * @param medianMillis of a run
 * @param missing why it could not be measured here; empty where it was
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record CodeBenchResult(
        Language language, int beside, double runsPerSecond, double medianMillis, String missing) {}
