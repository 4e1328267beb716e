/**
 * Proves a set-up on the user's own model and machine, on the parts that a training run is made of.
 *
 * <pre>
 * {@link dev.rlvr4j.experiments.doctor.Doctor}   opens a recipe and runs the checks, one {@link dev.rlvr4j.experiments.doctor.Finding} each
 * Check      one thing that must hold: a class each (OnPolicyRatio, LogProbGap, AdapterFollows, ToyReward,
 *            MicroBatchInvariance, ExactResume, FiniteDifferences, HotSwap, AdvantageOrder)
 * Parts      policies and rollouts: the seam where tests put faulty ones
 * SetUp      the parts with the recipe's prompts, sampling, algorithm and optimizer; Limits are what its precision allows
 * Trainee    a policy with its training client, as the checks drive it; VisibleStep finds a learning rate that shows
 * </pre>
 *
 * <p>To add a check: a class that implements Check, and a line in Doctor.
 */
@NullMarked
package dev.rlvr4j.experiments.doctor;

import org.jspecify.annotations.NullMarked;
