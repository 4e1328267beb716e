/** Adapters: what a method is and what it compiles to, {@link dev.rlvr4j.core.adapter.CompiledAdapter}. */
@NullMarked
package dev.rlvr4j.core.adapter;

import org.jspecify.annotations.NullMarked;
