/**
 * How much of a reference text a response has: {@link dev.rlvr4j.rewards.overlap.Bleu} and
 * {@link dev.rlvr4j.rewards.overlap.ChrF}, for translation and the like. Values are from 0 to 1 and those of sacreBLEU's
 * sentence scores, divided by 100.
 */
@NullMarked
package dev.rlvr4j.rewards.overlap;

import org.jspecify.annotations.NullMarked;
