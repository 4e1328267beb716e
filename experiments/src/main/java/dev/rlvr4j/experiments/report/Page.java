package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.report.figure.Figure;
import dev.rlvr4j.experiments.report.markup.Markup;
import java.util.List;

/** The page of a report, from the question to the origin of its figures. */
final class Page {
    private final Comparison comparison;
    private final ArmStyles styles;
    private final List<Figure> figures;
    private final List<Figure> spectrum;
    private final Markup out = new Markup();

    Page(Comparison comparison, ArmStyles styles, List<Figure> figures, List<Figure> spectrum) {
        this.comparison = comparison;
        this.styles = styles;
        this.figures = figures;
        this.spectrum = spectrum;
    }

    String html() {
        String title = comparison.design().title();
        out.open("html", "lang", "en");
        out.open("head")
                .empty("meta", "charset", "utf-8")
                .leaf("title", title)
                .empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
                .empty("meta", "name", "color-scheme", "content", "light dark")
                .empty("meta", "name", "generator", "content", "rlvr4j")
                .open("style")
                .verbatim(StyleSheet.text())
                .close()
                .close();
        out.open("body").open("main");
        new Opening(out, comparison, styles).write();
        new FigureSection(out, comparison.arms(), figures, spectrum).write();
        new ResultTables(out, comparison, styles).write();
        new RunsSection(out, comparison, styles).write();
        new Background(out, comparison, styles).write();
        out.close().close().close();
        return out.document();
    }
}
