package dev.rlvr4j.trainer;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a run begins or goes on.
 *
 * @param step steps already done; 0 for a new run
 * @param totalSteps steps of the whole run
 * @param checkpoint what it goes on from; null for a new run
 * @param logLengths bytes of each log file that belong to the steps done: what follows them is to be cut off; empty for a new
 *     run, whose logs begin empty
 */
public record RunStart(int step, int totalSteps, @Nullable Path checkpoint, Map<String, Long> logLengths) {}
