package dev.rlvr4j.experiments.report;

import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.ArmSpectrum;
import dev.rlvr4j.experiments.analysis.Comparison;
import dev.rlvr4j.experiments.analysis.PairResult;
import dev.rlvr4j.experiments.analysis.RunOutcome.Cost;
import dev.rlvr4j.experiments.report.figure.Style;
import dev.rlvr4j.experiments.report.figure.Svg;
import dev.rlvr4j.experiments.report.markup.Markup;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The tables of tests, costs and spectra. */
final class ResultTables {
    private final Markup out;
    private final Comparison comparison;
    private final ArmStyles styles;

    ResultTables(Markup out, Comparison comparison, ArmStyles styles) {
        this.out = out;
        this.comparison = comparison;
        this.styles = styles;
    }

    void write() {
        if (!comparison.pairs().isEmpty()) {
            tests();
        }
        if (comparison.arms().stream().anyMatch(a -> a.cost() != null)) {
            costs();
        }
        if (comparison.arms().stream().anyMatch(a -> a.spectrum() != null)) {
            spectra();
        }
    }

    private void tests() {
        out.open("section", "aria-labelledby", "tests").leaf("h2", "Tests", "id", "tests");
        out.leaf(
                "p",
                "Each pair at the best learning rate of either, on the same test problems. Differences are in percentage points.",
                "class",
                "aside");
        try (TableWriter table = new TableWriter(
                out,
                "Tests of the pairs",
                "Pair",
                "Verdict",
                "#Difference",
                "#p",
                "#Holm p",
                "#Equiva\u00adlence p",
                "#Wilcoxon p",
                "#Mann–Whitney p",
                "#Cohen’s h",
                "#Hedges’ g",
                "#Learning-rate ratio")) {
            for (PairResult pair : comparison.pairs()) {
                table.row("");
                out.open("th", "scope", "row", "class", "pair")
                        .text(pair.first() + " ")
                        .leaf("span", "against ");
                out.text(pair.second()).close();
                Style style = Verdicts.style(pair.verdict());
                out.open("td").open("span", "class", "verdict");
                Svg.sample(out, style, false);
                out.leaf("span", Verdicts.words(pair.verdict())).close().close();
                table.estimate(pair.difference(), Format::points, Format::pointsInterval);
                table.number(pair.p(), Format::probability);
                table.number(pair.adjusted(), Format::probability);
                table.number(pair.equivalence(), Format::probability);
                table.number(pair.signedRank(), Format::probability);
                table.number(pair.rankSum(), Format::probability);
                table.number(pair.cohensH(), Format::effect);
                table.number(pair.hedgesG(), Format::effect);
                table.estimate(pair.learningRates(), Format::significant, Format::significantInterval);
                table.end();
                out.open("tr", "class", "sentence").open("td", "colspan", "11");
                out.leaf("div", pair.sentence()).close().close();
            }
        }
        out.close();
    }

    private void costs() {
        out.open("section", "aria-labelledby", "cost").leaf("h2", "Cost", "id", "cost");
        out.leaf(
                "p",
                "Medians over the finished runs at the best learning rate. The area is the mean height of the learning curve; the"
                        + " target is a validation accuracy of "
                        + Format.percent(comparison.design().target()) + ".",
                "class",
                "aside");
        try (TableWriter table = new TableWriter(
                out,
                "What each arm costs",
                "Arm",
                "#Trained parameters",
                "#Per hot swap",
                "#Peak memory",
                "#Rollout tokens/s",
                "#Training tokens/s",
                "#Seconds a step",
                "#Area under the curve",
                "#Completions to target",
                "#Reached it")) {
            for (ArmResult arm : comparison.arms()) {
                Cost cost = arm.cost();
                table.row("").arm(arm.name(), styles.of(arm.name()));
                table.number(of(cost, Cost::trainableParameters), Format::count);
                table.number(of(cost, Cost::swappedBytes), Format::bytes);
                table.number(of(cost, Cost::peakMemoryBytes), Format::bytes);
                table.number(of(cost, Cost::rolloutTokensPerSecond), Format::count);
                table.number(of(cost, Cost::trainTokensPerSecond), Format::count);
                table.number(of(cost, Cost::secondsPerStep), Format::significant);
                table.estimate(arm.area(), Format::percent, Format::percentInterval);
                table.number(arm.toTarget(), Format::count);
                out.open("td", "class", "number");
                if (arm.bestPoint() == null) {
                    out.text(Format.NONE);
                } else {
                    out.text(arm.reached() + " of " + arm.bestPoint().finished());
                }
                out.close();
                table.end();
            }
        }
        out.close();
    }

    private static <T> @Nullable Number of(@Nullable T cost, Function<T, Number> figure) {
        return cost == null ? null : figure.apply(cost);
    }

    private void spectra() {
        out.open("section", "aria-labelledby", "spectrum").leaf("h2", "Spectrum of the change", "id", "spectrum");
        out.leaf("p", "Means over the layers that an arm changes, and over seeds.", "class", "aside");
        try (TableWriter table = new TableWriter(
                out,
                "What each arm did to the weights",
                "Arm",
                "#Layers",
                "#Relative change",
                "#Stable rank",
                "#Left angle",
                "#Right angle",
                "#Intruders a layer",
                "#Unchanged in bfloat16",
                "#In the base’s top space",
                "#By chance",
                "#Shift of singular values")) {
            for (ArmResult arm : comparison.arms()) {
                table.row("").arm(arm.name(), styles.of(arm.name()));
                spectrum(table, arm, ArmSpectrum::sites, Format::count);
                spectrum(table, arm, ArmSpectrum::relativeChange, Format::significant);
                spectrum(table, arm, ArmSpectrum::stableRank, Format::significant);
                spectrum(table, arm, ArmSpectrum::leftAngle, v -> Format.significant(v) + "°");
                spectrum(table, arm, ArmSpectrum::rightAngle, v -> Format.significant(v) + "°");
                spectrum(table, arm, ArmSpectrum::intruders, Format::significant);
                spectrum(table, arm, ArmSpectrum::unchanged, Format::percent);
                spectrum(table, arm, ArmSpectrum::principalShare, Format::percent);
                spectrum(table, arm, ArmSpectrum::chanceShare, Format::percent);
                spectrum(table, arm, ArmSpectrum::spectrumShift, Format::significant);
                table.end();
            }
        }
        out.close();
    }

    private static void spectrum(
            TableWriter table, ArmResult arm, ToDoubleFunction<ArmSpectrum> figure, Function<Double, String> format) {
        ArmSpectrum spectrum = arm.spectrum();
        table.number(spectrum == null ? null : (Number) figure.applyAsDouble(spectrum), format);
    }
}
