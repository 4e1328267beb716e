package dev.rlvr4j.experiments.report;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.report.figure.Figure;
import dev.rlvr4j.experiments.report.figure.Png;
import dev.rlvr4j.experiments.run.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The report of a comparison: a page that needs no network, its figures as pictures, and its data. */
public final class Report {
    /** The files of data. */
    static final List<String> DATA = List.of(
            "results.json", "arms.csv", "learning-rates.csv", "pairs.csv", "runs.csv", "curves.csv", "spectrum.csv");

    /** The pictures. */
    private static final List<String> PICTURES =
            List.of("learning-curves.png", "learning-rates.png", "ranks.png", "differences.png", "spectrum.png");

    private Report() {}

    /**
     * Writes {@code report.html}, {@code results.json}, {@code runs.csv}, {@code arms.csv}, {@code learning-rates.csv},
     * {@code pairs.csv}, {@code curves.csv}, {@code spectrum.csv}, and {@code learning-curves.png}, {@code learning-rates.png},
     * {@code ranks.png}, {@code differences.png} and {@code spectrum.png} where there is something to show. Files of those names
     * are replaced, or removed where there is nothing to show any more.
     *
     * @param directory is made if it is not there
     * @throws InputException if it cannot be made
     */
    public static void write(Comparison comparison, Path directory) {
        System.setProperty("java.awt.headless", "true");
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new InputException(
                    "the folder " + directory + " of the report cannot be made: " + e + "; give another with --out", e);
        }
        List<ArmResult> arms = comparison.arms();
        RunFolder.write(directory.resolve("results.json"), ResultsJson.of(comparison));
        RunFolder.write(directory.resolve("runs.csv"), CsvTables.runs(comparison.runs()));
        RunFolder.write(directory.resolve("arms.csv"), CsvTables.arms(arms));
        RunFolder.write(directory.resolve("learning-rates.csv"), CsvTables.learningRates(arms));
        RunFolder.write(directory.resolve("pairs.csv"), CsvTables.pairs(comparison.pairs()));
        RunFolder.write(directory.resolve("curves.csv"), CsvTables.curves(arms));
        RunFolder.write(directory.resolve("spectrum.csv"), CsvTables.spectrum(arms));

        ArmStyles styles = new ArmStyles(arms);
        AccuracyFigures accuracy = new AccuracyFigures(comparison, styles);
        List<Figure> figures = Stream.of(
                        accuracy.learningCurves(),
                        accuracy.learningRates(),
                        accuracy.ranks(),
                        DifferenceFigure.of(comparison))
                .flatMap(Optional::stream)
                .toList();
        List<Figure> spectrum = new SpectralFigures(arms, styles).all();
        PICTURES.forEach(picture -> remove(directory.resolve(picture)));
        for (Figure figure : figures) {
            Png.write(directory.resolve(figure.name() + ".png"), figure);
        }
        if (!spectrum.isEmpty()) {
            Png.write(directory.resolve("spectrum.png"), "What training did to the weights", spectrum);
        }
        RunFolder.write(directory.resolve("report.html"), new Page(comparison, styles, figures, spectrum).html());
    }

    /** A picture of an earlier state would tell of what is no longer so. */
    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new RlvrException(file + " cannot be removed: " + e, e);
        }
    }
}
