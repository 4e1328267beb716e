/**
 * The report of a comparison: {@link dev.rlvr4j.experiments.report.Report} writes it into a folder. {@code Page} is its HTML, made of
 * {@code Opening} (question, answer, notes, what was found), {@code FigureSection}, {@code ResultTables}, {@code RunsSection} and
 * {@code Background} (how to read it, settings, origin); {@code AccuracyFigures}, {@code DifferenceFigure} and
 * {@code SpectralFigures} say what its pictures show, {@code figure} draws them; {@code CsvTables} and {@code ResultsJson} are
 * the data; {@code Format} writes numbers for people.
 */
@NullMarked
package dev.rlvr4j.experiments.report;

import org.jspecify.annotations.NullMarked;
