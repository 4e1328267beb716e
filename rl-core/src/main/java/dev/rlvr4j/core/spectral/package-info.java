/** What training did to the weights, seen through singular values. */
@NullMarked
package dev.rlvr4j.core.spectral;

import org.jspecify.annotations.NullMarked;
