/** What a comparison found, as files people read. */
@NullMarked
package dev.rlvr4j.experiments.report;

import org.jspecify.annotations.NullMarked;
