package dev.rlvr4j.rollout;

import dev.rlvr4j.core.InputException;

/**
 * How rollouts are spread over the machine.
 *
 * @param workers how many samplers run side by side, one per GPU or per group of CPU cores; 0 is one per {@code
 *     threadsPerWorker} cores
 * @param threadsPerWorker CPU threads of the tensor library in each worker, at least 1; several workers of one thread beat
 *     one worker of several
 * @param maxRows most sequences a worker decodes at once, at least 1
 * @param kvCacheBytes memory a worker may give its KV cache, in bytes; it lowers the rows where it is the tighter limit
 * @param stepsPerCall tokens decoded per native call, at least 1; a new adapter version takes effect between two calls
 * @param keepVersions how many of the last adapter versions are kept, at least 1; those in use are kept in any case
 * @param restarts how often a call is done again after its worker failed before it is given up; 0 is never
 */
public record RolloutSettings(
        int workers,
        int threadsPerWorker,
        int maxRows,
        long kvCacheBytes,
        int stepsPerCall,
        int keepVersions,
        int restarts) {
    public RolloutSettings {
        atLeast("workers", workers, 0);
        atLeast("threads_per_worker", threadsPerWorker, 1);
        atLeast("max_rows", maxRows, 1);
        atLeast("kv_cache_bytes", kvCacheBytes, 1);
        atLeast("steps_per_call", stepsPerCall, 1);
        atLeast("keep_versions", keepVersions, 1);
        atLeast("restarts", restarts, 0);
    }

    /** One worker per core, 128 rows and 1 GiB of KV cache each. */
    public static RolloutSettings defaults() {
        return new RolloutSettings(0, 1, 128, 1L << 30, 8, 2, 3);
    }

    /** The same with at least so many versions kept. */
    public RolloutSettings keeping(int versions) {
        return new RolloutSettings(
                workers,
                threadsPerWorker,
                maxRows,
                kvCacheBytes,
                stepsPerCall,
                Math.max(keepVersions, versions),
                restarts);
    }

    /**
     * The number of workers on a machine: the setting, or as many groups of {@code threadsPerWorker} cores as there are.
     *
     * @param cores CPU cores, e.g. {@code Runtime.getRuntime().availableProcessors()}
     */
    public int workersOn(int cores) {
        return workers > 0 ? workers : Math.max(1, cores / threadsPerWorker);
    }

    private static void atLeast(String name, long value, long least) {
        if (value < least) {
            throw new InputException("rollout." + name + " must be at least " + least + ", but is " + value);
        }
    }
}
