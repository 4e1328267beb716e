/**
 * Where the groups of a step come from.
 *
 * <pre>
 * {@link dev.rlvr4j.trainer.supply.TaskOrder}        which task is sampled next: in order, by pass rates ({@link dev.rlvr4j.trainer.supply.PassRateOrder}), by
 *      |               level ({@link dev.rlvr4j.trainer.supply.CurriculumOrder})
 * BatchQueue       batches asked for ahead of their steps, in order: {@link dev.rlvr4j.trainer.supply.AsyncSettings}
 *      |
 * Publications     how old a token is; groups that are too old are dropped or done again
 *      |
 * {@link dev.rlvr4j.trainer.supply.SpreadSettings}   groups whose rewards are all equal: kept, dropped, or replaced by fresh ones and by
 *      |               kept ones (ReplayBuffer)
 * {@link dev.rlvr4j.trainer.supply.Supply}           what the loop takes
 * </pre>
 *
 * <p>Synchronous training is the queue with nothing asked ahead, by the same code. The batch of step j is asked for once the
 * version of step j-1-a is published, so no token is older than a steps and no more than a+1 batches are under way: that is
 * all the back-pressure there is. Tasks are drawn and what groups teach is learnt on the loop's thread, in the order of the
 * steps, so neither depends on timing. What does, is in the pool's {@link dev.rlvr4j.rollout.TurnSchedule}.
 */
@NullMarked
package dev.rlvr4j.trainer.supply;

import org.jspecify.annotations.NullMarked;
