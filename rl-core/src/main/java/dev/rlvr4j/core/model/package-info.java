/** The transformer: {@link dev.rlvr4j.core.model.Policy} is what a trainer holds. */
@NullMarked
package dev.rlvr4j.core.model;

import org.jspecify.annotations.NullMarked;
