/**
 * Tools that the model may call in an episode.
 *
 * <ul>
 *   <li>A {@link dev.rlvr4j.envs.tools.Tool} is a name, a description, a JSON schema of its arguments, and a function to
 *       text. {@link dev.rlvr4j.envs.tools.Calculator} and {@link dev.rlvr4j.envs.tools.CodeInterpreter} ship; the latter runs
 *       programs in the sandbox of {@link dev.rlvr4j.rewards.code}.
 *   <li>{@link dev.rlvr4j.envs.tools.Toolbox} calls them by name: what is wrong with a call is answered to the model as an
 *       error, and never thrown.
 *   <li>{@link dev.rlvr4j.envs.tools.CallFormat} is how a model writes a call and reads the answer: as Qwen and Hermes do
 *       ({@link dev.rlvr4j.envs.tools.HermesCalls}), or in a few characters for tiny models
 *       ({@link dev.rlvr4j.envs.tools.InlineCalls}).
 *   <li>{@link dev.rlvr4j.envs.tools.ToolEnvironment} adds tools to the tasks of another environment.
 * </ul>
 */
@NullMarked
package dev.rlvr4j.envs.tools;

import org.jspecify.annotations.NullMarked;
