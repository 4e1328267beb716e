/**
 * Checkpoints on disk, in pure Java: nothing here knows tensors, devices or DJL.
 *
 * <p>Start at {@link dev.rlvr4j.core.checkpoint.HuggingFaceCheckpoint}, a model directory in Hugging Face layout, read and
 * written. It stands on {@link dev.rlvr4j.core.checkpoint.ModelConfig} (what {@code config.json} says of the shape of a
 * model, with {@link dev.rlvr4j.core.checkpoint.Rope} for its positions) and on the safetensors format:
 * {@link dev.rlvr4j.core.checkpoint.Safetensors} maps a file, {@link dev.rlvr4j.core.checkpoint.SafetensorsWriter} writes
 * one. {@link dev.rlvr4j.core.checkpoint.JsonFile} and {@link dev.rlvr4j.core.checkpoint.AtomicFile} are the two ways a
 * file is touched: read with one clear error, written all or not at all.
 *
 * <p>Whatever is wrong with a file is an {@link dev.rlvr4j.core.InputException} that names the file, the value and the way
 * out, thrown before any weights are read.
 */
@NullMarked
package dev.rlvr4j.core.checkpoint;

import org.jspecify.annotations.NullMarked;
