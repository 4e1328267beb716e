package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.ArmResult.GridPoint;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.analysis.RunOutcome.Status;
import dev.rlvr4j.experiments.analysis.RunResult;
import dev.rlvr4j.experiments.report.markup.Markup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every run: arms by learning rate by seed. */
final class RunsSection {
    private final Markup out;
    private final Comparison comparison;
    private final ArmStyles styles;

    RunsSection(Markup out, Comparison comparison, ArmStyles styles) {
        this.out = out;
        this.comparison = comparison;
        this.styles = styles;
    }

    static String words(Status status) {
        return switch (status) {
            case FINISHED -> "finished";
            case DIVERGED -> "diverged";
            case FAILED -> "failed";
        };
    }

    /** A row of the table. */
    private record Cell(String arm, double learningRate) {}

    void write() {
        if (comparison.runs().isEmpty()) {
            return;
        }
        Map<Cell, List<RunResult>> cells = new LinkedHashMap<>();
        Set<Long> seeds = new LinkedHashSet<>();
        for (RunResult run : comparison.runs()) {
            seeds.add(run.seed());
            cells.computeIfAbsent(new Cell(run.arm(), run.learningRate()), c -> new ArrayList<>())
                    .add(run);
        }
        List<String> heads = new ArrayList<>(List.of("Arm", "#Learning rate"));
        seeds.forEach(seed -> heads.add("#Seed " + seed));
        heads.add("#Mean of the finished");
        out.open("section", "aria-labelledby", "runs").leaf("h2", "All runs", "id", "runs");
        out.leaf(
                "p",
                "Validation accuracy, and test accuracy below it, at the end of each run. ★ is the learning rate that validation"
                        + " chose.",
                "class",
                "aside");
        try (TableWriter table = new TableWriter(out, "All runs", heads.toArray(String[]::new))) {
            String before = "";
            for (Map.Entry<Cell, List<RunResult>> entry : cells.entrySet()) {
                Cell cell = entry.getKey();
                GridPoint point = point(cell);
                boolean best = point != null && point.equals(arm(cell).bestPoint());
                boolean first = !cell.arm().equals(before);
                before = cell.arm();
                table.row((first ? "first" : "") + (best ? " best" : "")).arm(cell.arm(), styles.of(cell.arm()));
                out.open("td", "class", "number").text(best ? "★ " : "");
                TableWriter.data(out, cell.learningRate(), Format::rate);
                out.close();
                for (long seed : seeds) {
                    run(entry.getValue().stream()
                            .filter(r -> r.seed() == seed)
                            .findFirst()
                            .orElse(null));
                }
                mean(point);
                table.end();
            }
        }
        out.close();
    }

    private void run(@Nullable RunResult run) {
        if (run == null) {
            out.leaf("td", "not planned", "class", "number absent");
        } else if (run.status() == null) {
            out.leaf("td", "not run", "class", "number absent", "title", run.folder());
        } else if (run.status() == Status.FINISHED) {
            out.open("td", "class", "number", "title", run.folder());
            TableWriter.data(out, run.validation(), Format::percent);
            out.open("small");
            TableWriter.data(out, run.test(), Format::percent);
            out.close().close();
        } else {
            out.open("td", "class", "number", "title", run.folder());
            out.leaf("strong", words(run.status()), "class", "caution");
            out.leaf("small", Objects.requireNonNullElse(run.reason(), "no reason was recorded"), "class", "reason");
            out.close();
        }
    }

    private void mean(@Nullable GridPoint point) {
        out.open("td", "class", "number");
        if (point == null || point.finished() == 0) {
            out.text(Format.NONE);
        } else {
            TableWriter.data(
                    out,
                    point.validation() == null
                            ? null
                            : (Number) point.validation().value(),
                    Format::percent);
            out.open("small");
            TableWriter.data(
                    out, point.test() == null ? null : (Number) point.test().value(), Format::percent);
            out.close();
        }
        out.close();
    }

    private ArmResult arm(Cell cell) {
        return comparison.arms().stream()
                .filter(a -> a.name().equals(cell.arm()))
                .findFirst()
                .orElseThrow();
    }

    private @Nullable GridPoint point(Cell cell) {
        return comparison.arms().stream()
                .filter(a -> a.name().equals(cell.arm()))
                .flatMap(a -> a.grid().stream())
                .filter(p -> Double.compare(p.learningRate(), cell.learningRate()) == 0)
                .findFirst()
                .orElse(null);
    }
}
