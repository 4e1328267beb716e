/**
 * The exceptions every module throws: {@link RlvrException}, for bad input {@link InputException}, and where numbers are no
 * longer finite {@link DivergedException}.
 */
@NullMarked
package dev.rlvr4j.core;

import org.jspecify.annotations.NullMarked;
