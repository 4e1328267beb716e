package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.ArmResult.GridPoint;
import dev.rlvr4j.experiments.analysis.ArmResult.Setting;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.analysis.Comparison.Design;
import dev.rlvr4j.experiments.analysis.Comparison.Provenance;
import dev.rlvr4j.experiments.report.markup.Markup;
import java.util.Map;
import java.util.stream.Collectors;

/** The end of the page: how to read it, all settings and seeds, and where the figures come from. */
final class Background {
    private final Markup out;
    private final Comparison comparison;
    private final ArmStyles styles;

    Background(Markup out, Comparison comparison, ArmStyles styles) {
        this.out = out;
        this.comparison = comparison;
        this.styles = styles;
    }

    void write() {
        reading();
        settings();
        origin();
    }

    private void reading() {
        Design design = comparison.design();
        String level = AccuracyFigures.percentLevel(design.level());
        String margin = Format.axisPoints(design.margin());
        out.open("section", "aria-labelledby", "reading").leaf("h2", "How to read this", "id", "reading");
        out.open("dl", "class", "reading");
        term(
                "Two sets of problems",
                "Validation problems choose each arm’s learning rate and draw the learning curves. Test problems, none of which"
                        + " is a validation problem, decide: an accuracy that was picked because it is high is not reported.");
        term(
                "Intervals",
                "The " + level
                        + " interval of an accuracy or a difference takes the seeds and the problems as samples from"
                        + " more of their kind: it is where other seeds and other problems would put the figure. The bands"
                        + " of the learning curves are plainer: the range over seeds.");
        term(
                "p and Holm p",
                "How often a difference at least so large would come up between arms that are equal. Among several pairs"
                        + " some small p come by chance; after Holm’s correction the chance of even one false claim stays"
                        + " below " + AccuracyFigures.percentLevel(1 - design.level()) + ".");
        term(
                "Equivalence p",
                "No sign of a difference is not a sign of none. Two one-sided tests ask whether the difference lies within"
                        + " ±" + margin
                        + " points, the margin that was set beforehand; this p is after Holm’s correction too.");
        term(
                "Verdict",
                "“matches”: the equivalence p is below " + Format.axis(Math.round(1e4 * (1 - design.level())) / 1e4)
                        + ", so the difference is within the margin, even if it is not zero. “better” and “worse”, of the first"
                        + " arm: else, where the Holm p is. “cannot tell”: neither; more seeds or problems are needed.");
        term(
                "Wilcoxon, Mann–Whitney",
                "Wilcoxon’s signed-rank test compares these very runs problem by problem and says nothing of other seeds. The"
                        + " Mann–Whitney test compares the seeds’ accuracies; with few seeds it cannot become small. Neither"
                        + " enters the verdict.");
        term(
                "Cohen’s h, Hedges’ g",
                "Sizes of the difference: h on the arcsine scale of shares (0.2 is small, 0.5 medium, 0.8 large), g in"
                        + " standard deviations between seeds.");
        term(
                "Learning-rate ratio",
                "The best learning rate of the first arm over that of the second, both interpolated within their grids.");
        out.close().close();
    }

    private void settings() {
        Design design = comparison.design();
        out.open("section", "aria-labelledby", "settings").leaf("h2", "Settings and seeds", "id", "settings");
        out.open("dl", "class", "facts");
        term("Training completions of each run", Format.count(design.completions()));
        term("Validation problems", Format.count(design.validationTasks()));
        term("Test problems", Format.count(design.testTasks()));
        term("Completions for each problem", Format.count(design.samplesPerTask()));
        term("Level of intervals", AccuracyFigures.percentLevel(design.level()));
        term("Equivalence margin", Format.axisPoints(design.margin()) + " points");
        term("Target", Format.percent(design.target()) + " validation accuracy");
        term(
                "Seeds",
                comparison.runs().stream()
                        .map(r -> Long.toString(r.seed()))
                        .distinct()
                        .collect(Collectors.joining(", ")));
        out.close();
        if (!comparison.arms().isEmpty()) {
            out.leaf("h3", "What each arm sets");
            try (TableWriter table = new TableWriter(
                    out, "Settings of the arms", "Arm", "Method", "#Rank", "Settings", "Learning rates", "Seeds")) {
                comparison.arms().forEach(arm -> arm(table, arm));
            }
        }
        if (!design.settings().isBlank()) {
            out.leaf("h3", "What all runs share");
            out.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", "Shared settings");
            out.open("pre").leaf("code", design.settings().strip()).close().close();
        }
        out.close();
    }

    private void arm(TableWriter table, ArmResult arm) {
        table.row("").arm(arm.name(), styles.of(arm.name())).cell(arm.method());
        table.number(arm.rank(), Format::count);
        out.open("td");
        for (Setting setting : arm.settings()) {
            out.leaf("code", setting.key() + " = " + setting.value(), "class", "setting");
        }
        out.close();
        table.cell(arm.grid().stream().map(p -> Format.rate(p.learningRate())).collect(Collectors.joining(", ")));
        table.cell(arm.grid().stream()
                .map(GridPoint::seeds)
                .flatMap(s -> s.stream().map(String::valueOf))
                .distinct()
                .collect(Collectors.joining(", ")));
        table.end();
    }

    private void origin() {
        Provenance provenance = comparison.provenance();
        out.open("section", "aria-labelledby", "origin").leaf("h2", "Where this comes from", "id", "origin");
        if (!provenance.command().isBlank()) {
            out.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", "Command");
            out.open("pre").leaf("code", provenance.command().strip()).close().close();
        }
        out.open("dl", "class", "facts");
        if (!provenance.date().isBlank()) {
            term("Date", provenance.date());
        }
        term("In runs", Format.duration(provenance.secondsInRuns()));
        for (Map.Entry<String, String> entry : provenance.versions().entrySet()) {
            term(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<String, String> entry : provenance.machine().entrySet()) {
            term(entry.getKey(), entry.getValue());
        }
        out.close();
        out.open("p", "class", "aside").text("Beside this page lie the same figures as PNG, and the data:");
        for (String file : Report.DATA) {
            out.text(" ").leaf("code", file);
        }
        out.text(".").close();
        out.close();
    }

    private void term(String name, String text) {
        out.open("div")
                .leaf("dt", name)
                .leaf("dd", text.isBlank() ? Format.NONE : text)
                .close();
    }
}
