/**
 * PyTorch through DJL, and the only package that imports {@code ai.djl.pytorch}.
 *
 * <ul>
 *   <li>{@link dev.rlvr4j.core.torch.Torch}: the engine, devices, threads.
 *   <li>{@link dev.rlvr4j.core.torch.Program}: a TorchScript text resource, loaded as a module and called with tensors.
 *       Call it {@link dev.rlvr4j.core.torch.Program#inference} (fastest, nothing can be differentiated) or
 *       {@link dev.rlvr4j.core.torch.Program#autograd} (as the thread's gradient mode says).
 *   <li>{@link dev.rlvr4j.core.torch.Tensors}: Java arrays and raw bytes to tensors and back, all types.
 *   <li>{@link dev.rlvr4j.core.torch.Gradients}: leaves, backward passes, gradient mode.
 * </ul>
 *
 * Native memory: every tensor belongs to an {@link ai.djl.ndarray.NDManager}, the scope that frees it. Work that makes
 * temporaries opens a sub-manager in a try block; what outlives it is attached to an outer one.
 */
@NullMarked
package dev.rlvr4j.core.torch;

import org.jspecify.annotations.NullMarked;
