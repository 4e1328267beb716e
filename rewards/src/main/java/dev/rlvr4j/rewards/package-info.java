/**
 * What a verifier is, and the verifiers. {@link dev.rlvr4j.rewards.Verifier} is what a user writes (one class or lambda);
 * {@link dev.rlvr4j.rewards.Reward} is what the loop calls: asynchronous and time-limited.
 */
@NullMarked
package dev.rlvr4j.rewards;

import org.jspecify.annotations.NullMarked;
