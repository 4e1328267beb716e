package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.ArmResult.GridPoint;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.analysis.Comparison.Design;
import dev.rlvr4j.experiments.analysis.RunOutcome.Status;
import dev.rlvr4j.experiments.report.figure.Axis;
import dev.rlvr4j.experiments.report.figure.Svg;
import dev.rlvr4j.experiments.report.markup.Markup;
import dev.rlvr4j.experiments.statistics.Estimate;
import java.util.ArrayList;
import java.util.List;

/** The head of the page: question, answer, what to beware of, and what was found of each arm. */
final class Opening {
    private final Markup out;
    private final Comparison comparison;
    private final ArmStyles styles;

    Opening(Markup out, Comparison comparison, ArmStyles styles) {
        this.out = out;
        this.comparison = comparison;
        this.styles = styles;
    }

    void write() {
        Design design = comparison.design();
        out.open("header").leaf("p", "rlvr4j comparison", "class", "kicker").leaf("h1", design.title());
        if (!design.question().isBlank()) {
            out.leaf("p", design.question(), "class", "question");
        }
        out.close();
        out.open("section", "class", "answer", "aria-label", "Answer").leaf("p", Answer.of(comparison));
        out.leaf("p", scope(), "class", "scope").close();
        notes();
        found();
    }

    /** How much stands behind the answer. */
    private String scope() {
        Design design = comparison.design();
        List<String> parts = new ArrayList<>();
        int runs = comparison.runs().size();
        parts.add(Format.count(runs) + (runs == 1 ? " run" : " runs"));
        for (Status status : Status.values()) {
            long count =
                    comparison.runs().stream().filter(r -> r.status() == status).count();
            if (count > 0) {
                parts.add(Format.count(count) + " " + RunsSection.words(status));
            }
        }
        long open = comparison.runs().stream().filter(r -> r.status() == null).count();
        if (open > 0) {
            parts.add(Format.count(open) + " not run yet");
        }
        return String.join(", ", parts) + ". Each: " + Format.count(design.completions())
                + " training completions; " + Format.count(design.validationTasks())
                + " validation problems chose the learning rates and " + Format.count(design.testTasks())
                + " others tested, with " + design.samplesPerTask()
                + (design.samplesPerTask() == 1 ? " completion" : " completions") + " for each.";
    }

    private void notes() {
        if (comparison.notes().isEmpty()) {
            return;
        }
        out.open("section", "class", "notes", "aria-labelledby", "notes").leaf("h2", "Read with care", "id", "notes");
        out.open("ul");
        comparison.notes().forEach(note -> out.leaf("li", note));
        out.close().close();
    }

    private void found() {
        out.open("section", "aria-labelledby", "found").leaf("h2", "What was found", "id", "found");
        out.leaf(
                "p",
                "Each arm at the learning rate that validation chose, with "
                        + AccuracyFigures.percentLevel(comparison.design().level())
                        + " intervals over seeds and problems.",
                "class",
                "aside");
        Axis axis = axis();
        try (TableWriter table = new TableWriter(
                out,
                "What was found of each arm",
                "Arm",
                "#Test accuracy",
                "",
                "#Best learning rate",
                "#Interpolated",
                "#Trained parameters")) {
            comparison.arms().forEach(arm -> found(table, arm, axis));
        }
        Double base = comparison.base();
        if (base != null && Double.isFinite(base)) {
            out.open("p", "class", "aside").text("The untrained base, on the validation problems: ");
            TableWriter.data(out, base, Format::percent);
            out.text(".").close();
        }
        out.close();
    }

    private void found(TableWriter table, ArmResult arm, Axis axis) {
        GridPoint best = arm.bestPoint();
        Estimate test = arm.test();
        table.row("").arm(arm.name(), styles.of(arm.name()));
        table.estimate(test, Format::percent, Format::percentInterval);
        out.open("td");
        if (test != null && Double.isFinite(test.value() + test.low() + test.high())) {
            Svg.interval(out, styles.of(arm.name()), axis, test.value(), test.low(), test.high());
        } else if (best == null) {
            out.leaf("small", "no finished run");
        }
        out.close();
        out.open("td", "class", "number");
        TableWriter.data(out, best == null ? null : (Number) best.learningRate(), Format::rate);
        if (best != null && arm.bestAtEnd()) {
            out.leaf("small", "at the end of its grid", "class", "caution");
        }
        out.close();
        table.estimate(arm.optimum(), Format::rate, Format::rateInterval);
        table.number(arm.cost() == null ? null : (Number) arm.cost().trainableParameters(), Format::count);
        table.end();
    }

    private Axis axis() {
        Range range = new Range();
        for (ArmResult arm : comparison.arms()) {
            if (arm.test() != null) {
                range.add(arm.test());
            }
        }
        return range.isEmpty()
                ? Axis.linear("", 0, 1, 2, Format::percent)
                : Axis.linear("", range.low(), range.high(), 2, Format::percent);
    }
}
