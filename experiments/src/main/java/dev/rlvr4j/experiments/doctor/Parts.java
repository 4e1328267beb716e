package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.model.Policy;
import dev.rlvr4j.rollout.Rollouts;

/** The parts of a training run that are examined. */
interface Parts {
    /**
     * A fresh policy at the initial state of the recipe's method; the caller closes it.
     *
     * @param name its adapter's name, one that no other policy of these parts has
     * @param seed key of the initial noise
     */
    Policy policy(String name, long seed);

    /** The same policy, but its gradients are those of the method's map alone, and a step does nothing else than to step. */
    Policy map(String name, long seed);

    /** Whether the map's gradient is its slope; some methods take a part of it for a constant. */
    boolean exactGradient();

    /** Where completions come from, the same for all policies; it samples from what was published last. */
    Rollouts rollouts();
}
