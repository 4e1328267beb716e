/** The experiments floor. */
@NullMarked
package dev.rlvr4j.experiments;

import org.jspecify.annotations.NullMarked;
