/**
 * Statistics of comparisons, on arrays alone: what may be said of accuracies measured on a few seeds and some problems.
 */
@NullMarked
package dev.rlvr4j.experiments.statistics;

import org.jspecify.annotations.NullMarked;
