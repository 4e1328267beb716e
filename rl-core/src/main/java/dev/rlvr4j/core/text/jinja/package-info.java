/**
 * The part of Jinja2 that chat templates are written in, with Python's semantics, set up as transformers does it:
 * {@code trim_blocks} and {@code lstrip_blocks} on, loop controls, the {@code generation} tag, nothing escaped.
 *
 * <p>{@link dev.rlvr4j.core.text.jinja.Template} is the only door. Behind it: the lexer cuts the source into tokens, the
 * two parsers (statements, expressions) build trees of small records that evaluate themselves in a scope; values follow
 * Python (truth, text, slices, methods of str and dict); filters and tests are tables by name. Texts that are inserted are
 * never read as templates (tuples are lists here, which shows only where a template prints one), and a budget ends templates that run, nest or grow without bound.
 */
@NullMarked
package dev.rlvr4j.core.text.jinja;

import org.jspecify.annotations.NullMarked;
