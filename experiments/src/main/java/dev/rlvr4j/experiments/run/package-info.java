/**
 * What a run leaves behind, and what it shows meanwhile.
 *
 * <p>{@link dev.rlvr4j.experiments.run.RunFolder} is the folder; the JSON lines, TensorBoard events, the curve, the summary
 * and the log are files in it. A resumed run cuts its files back to the length they had at the checkpoint, and goes on.
 */
@NullMarked
package dev.rlvr4j.experiments.run;

import org.jspecify.annotations.NullMarked;
