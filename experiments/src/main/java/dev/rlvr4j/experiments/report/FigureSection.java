package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.ArmResult.CurvePoint;
import dev.rlvr4j.experiments.report.figure.Figure;
import dev.rlvr4j.experiments.report.figure.Figure.Series;
import dev.rlvr4j.experiments.report.figure.Svg;
import dev.rlvr4j.experiments.report.markup.Markup;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The figures of the page, each in a form for wide and one for narrow screens. */
final class FigureSection {
    private final Markup out;
    private final List<ArmResult> arms;
    private final List<Figure> figures;
    private final List<Figure> spectrum;

    FigureSection(Markup out, List<ArmResult> arms, List<Figure> figures, List<Figure> spectrum) {
        this.out = out;
        this.arms = arms;
        this.figures = figures;
        this.spectrum = spectrum;
    }

    void write() {
        if (!figures.isEmpty()) {
            out.open("section", "aria-labelledby", "figures").leaf("h2", "Figures", "id", "figures");
            figures.forEach(this::figure);
            curves();
            out.close();
        }
        if (!spectrum.isEmpty()) {
            out.open("section", "aria-labelledby", "weights");
            out.leaf("h2", "What training did to the weights", "id", "weights");
            legend(spectrum);
            out.open("div", "class", "panels");
            for (Figure panel : spectrum) {
                out.open("figure", "id", panel.name()).leaf("h3", panel.title());
                Svg.write(out, panel, 520, 340, "wide");
                Svg.write(out, panel, 360, 290, "narrow");
                out.leaf("figcaption", panel.caption()).close();
            }
            out.close().close();
        }
    }

    private void figure(Figure figure) {
        out.open("figure", "id", figure.name()).leaf("h3", figure.title());
        legend(List.of(figure));
        Svg.write(out, figure, 960, 440, "wide");
        Svg.write(out, figure, 360, 330, "narrow");
        out.leaf("figcaption", figure.caption()).close();
    }

    private void legend(List<Figure> shown) {
        Set<String> named = new HashSet<>();
        out.open("ul", "class", "legend", "aria-label", "Legend");
        for (Figure figure : shown) {
            for (Series series : figure.series()) {
                String name = series.name();
                if (name != null && named.add(name)) {
                    out.open("li");
                    Svg.sample(out, series.style(), series.joined());
                    out.leaf("span", name).close();
                }
            }
        }
        out.close();
    }

    /** The curves in numbers, for those who cannot see them. */
    private void curves() {
        if (arms.stream().allMatch(arm -> arm.curve().isEmpty())) {
            return;
        }
        out.open("details").leaf("summary", "The learning curves in numbers");
        try (TableWriter table = new TableWriter(
                out, "Learning curves", "Arm", "#Training completions", "#Validation accuracy, range over seeds")) {
            for (ArmResult arm : arms) {
                for (CurvePoint point : arm.curve()) {
                    table.row("").cell(arm.name());
                    table.number(point.completions(), Format::count);
                    table.estimate(point.accuracy(), Format::percent, Format::percentInterval);
                    table.end();
                }
            }
        }
        out.close();
    }
}
