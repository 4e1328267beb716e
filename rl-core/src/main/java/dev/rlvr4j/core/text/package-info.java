/**
 * Text and tokens.
 *
 * <p>{@link dev.rlvr4j.core.text.Tokenizers} is the door: it loads the {@link dev.rlvr4j.core.text.Tokenizer} of a model
 * directory ({@code tokenizer.json}, through DJL, never over the network), or gives the project's own ASCII one, in which a
 * character is a token. {@link dev.rlvr4j.core.text.PromptTemplate} turns a question into a
 * {@link dev.rlvr4j.core.loop.Prompt}, plainly or as a conversation; conversations are rendered by the model's own
 * {@link dev.rlvr4j.core.text.ChatTemplate}, of which {@link dev.rlvr4j.core.text.JinjaChatTemplate} is the kind that
 * checkpoints carry (its language is in {@code core.text.jinja}). {@link dev.rlvr4j.core.text.TurnTokens} is what stands
 * between two turns of the model where a conversation goes on: what a tool or a user says, as tokens.
 */
@NullMarked
package dev.rlvr4j.core.text;

import org.jspecify.annotations.NullMarked;
