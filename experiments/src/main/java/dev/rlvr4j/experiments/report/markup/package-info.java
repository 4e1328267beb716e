/** Writing XML and HTML elements: what goes in comes out well-formed and escaped. */
@NullMarked
package dev.rlvr4j.experiments.report.markup;

import org.jspecify.annotations.NullMarked;
