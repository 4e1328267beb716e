/**
 * Generator {@code gsm_symbolic}: word problems of everyday life, written by templates whose names and numbers are drawn.
 * {@link dev.rlvr4j.envs.generators.stories.GsmSymbolic} is the generator; each template is a
 * {@link dev.rlvr4j.envs.generators.stories.Template} in {@code ShortStories} or {@code LongStories}.
 */
@NullMarked
package dev.rlvr4j.envs.generators.stories;

import org.jspecify.annotations.NullMarked;
