package dev.rlvr4j.rollout;

/** Makes the sampler of a worker: at its start, and again after a failure. Called on the worker's thread, for several workers at once. */
@FunctionalInterface
public interface SamplerFactory {
    /**
     * Makes a fresh sampler.
     *
     * @param worker the worker's number, from 0; picks the device where there are several
     */
    Sampler create(int worker);
}
