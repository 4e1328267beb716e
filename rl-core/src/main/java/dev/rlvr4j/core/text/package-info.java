/** Text and tokens: {@link dev.rlvr4j.core.text.Tokenizer}. */
@NullMarked
package dev.rlvr4j.core.text;

import org.jspecify.annotations.NullMarked;
