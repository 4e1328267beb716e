/** The two exceptions every module throws: {@link RlvrException} and, for bad input, {@link InputException}. */
@NullMarked
package dev.rlvr4j.core;

import org.jspecify.annotations.NullMarked;
