/** The trainer floor. */
@NullMarked
package dev.rlvr4j.trainer;

import org.jspecify.annotations.NullMarked;
