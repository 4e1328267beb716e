package dev.rlvr4j.experiments.report;

import dev.rlvr4j.core.spectral.SiteSpectrum;
import dev.rlvr4j.experiments.analysis.ArmResult;
import dev.rlvr4j.experiments.analysis.ArmResult.CurvePoint;
import dev.rlvr4j.experiments.analysis.ArmResult.GridPoint;
import dev.rlvr4j.experiments.analysis.ArmSpectrum;
import dev.rlvr4j.experiments.analysis.PairResult;
import dev.rlvr4j.experiments.analysis.RunOutcome.Cost;
import dev.rlvr4j.experiments.analysis.RunResult;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A comparison's data as tables. Accuracies are shares, not percentages. */
final class CsvTables {
    private CsvTables() {}

    static String runs(List<RunResult> runs) {
        Csv csv =
                new Csv("arm", "learning_rate", "seed", "status", "reason", "validation", "test", "seconds", "folder");
        for (RunResult run : runs) {
            csv.row()
                    .put("arm", run.arm())
                    .put("learning_rate", run.learningRate())
                    .put("seed", run.seed())
                    .put("status", run.status() == null ? "not_run" : word(run.status()))
                    .put("reason", run.reason())
                    .put("validation", run.validation())
                    .put("test", run.test())
                    .put("seconds", run.seconds())
                    .put("folder", run.folder());
        }
        return csv.text();
    }

    static String arms(List<ArmResult> arms) {
        Csv csv = new Csv(
                ("arm,method,rank,best_learning_rate,best_at_end,optimum,optimum_low,optimum_high,test,test_low,test_high,"
                                + "area,area_low,area_high,to_target,reached,finished,steps,trainable_parameters,"
                                + "swapped_bytes,peak_memory_bytes,rollout_tokens_per_second,train_tokens_per_second,"
                                + "seconds_per_step,wall_seconds,sites,relative_change,stable_rank,left_angle,right_angle,"
                                + "intruders,unchanged,principal_share,chance_share,spectrum_shift,settings")
                        .split(","));
        for (ArmResult arm : arms) {
            GridPoint best = arm.bestPoint();
            Csv.Row row = csv.row()
                    .put("arm", arm.name())
                    .put("method", arm.method())
                    .put("rank", arm.rank())
                    .put("best_learning_rate", best == null ? null : (Object) best.learningRate())
                    .put("best_at_end", best == null ? null : (Object) arm.bestAtEnd())
                    .put("optimum", arm.optimum())
                    .put("test", arm.test())
                    .put("area", arm.area())
                    .put("to_target", arm.toTarget())
                    .put("reached", arm.reached())
                    .put("finished", best == null ? 0 : best.finished())
                    .put(
                            "settings",
                            arm.settings().stream()
                                    .map(s -> s.key() + "=" + s.value())
                                    .collect(Collectors.joining("; ")));
            Cost cost = arm.cost();
            if (cost != null) {
                row.put("steps", cost.steps())
                        .put("trainable_parameters", cost.trainableParameters())
                        .put("swapped_bytes", cost.swappedBytes())
                        .put("peak_memory_bytes", cost.peakMemoryBytes())
                        .put("rollout_tokens_per_second", cost.rolloutTokensPerSecond())
                        .put("train_tokens_per_second", cost.trainTokensPerSecond())
                        .put("seconds_per_step", cost.secondsPerStep())
                        .put("wall_seconds", cost.wallSeconds());
            }
            ArmSpectrum spectrum = arm.spectrum();
            if (spectrum != null) {
                row.put("sites", spectrum.sites())
                        .put("relative_change", spectrum.relativeChange())
                        .put("stable_rank", spectrum.stableRank())
                        .put("left_angle", spectrum.leftAngle())
                        .put("right_angle", spectrum.rightAngle())
                        .put("intruders", spectrum.intruders())
                        .put("unchanged", spectrum.unchanged())
                        .put("principal_share", spectrum.principalShare())
                        .put("chance_share", spectrum.chanceShare())
                        .put("spectrum_shift", spectrum.spectrumShift());
            }
        }
        return csv.text();
    }

    /** Every arm at each learning rate of its grid. */
    static String learningRates(List<ArmResult> arms) {
        Csv csv = new Csv(
                ("arm,learning_rate,best,planned,finished,validation,validation_low,validation_high,test,test_low,test_high")
                        .split(","));
        for (ArmResult arm : arms) {
            GridPoint best = arm.bestPoint();
            for (GridPoint point : arm.grid()) {
                csv.row()
                        .put("arm", arm.name())
                        .put("learning_rate", point.learningRate())
                        .put("best", point.equals(best))
                        .put("planned", point.seeds().size())
                        .put("finished", point.finished())
                        .put("validation", point.validation())
                        .put("test", point.test());
            }
        }
        return csv.text();
    }

    static String pairs(List<PairResult> pairs) {
        Csv csv = new Csv(("first,second,difference,difference_low,difference_high,p,adjusted,equivalence,signed_rank,"
                        + "rank_sum,cohens_h,hedges_g,learning_rates,learning_rates_low,learning_rates_high,verdict,"
                        + "sentence")
                .split(","));
        for (PairResult pair : pairs) {
            csv.row()
                    .put("first", pair.first())
                    .put("second", pair.second())
                    .put("difference", pair.difference())
                    .put("p", pair.p())
                    .put("adjusted", pair.adjusted())
                    .put("equivalence", pair.equivalence())
                    .put("signed_rank", pair.signedRank())
                    .put("rank_sum", pair.rankSum())
                    .put("cohens_h", pair.cohensH())
                    .put("hedges_g", pair.hedgesG())
                    .put("learning_rates", pair.learningRates())
                    .put("verdict", word(pair.verdict()))
                    .put("sentence", pair.sentence());
        }
        return csv.text();
    }

    static String curves(List<ArmResult> arms) {
        Csv csv = new Csv("arm", "completions", "accuracy", "accuracy_low", "accuracy_high");
        for (ArmResult arm : arms) {
            for (CurvePoint point : arm.curve()) {
                csv.row()
                        .put("arm", arm.name())
                        .put("completions", point.completions())
                        .put("accuracy", point.accuracy());
            }
        }
        return csv.text();
    }

    /** Every layer of every arm; singular values are parted by spaces. */
    static String spectrum(List<ArmResult> arms) {
        Csv csv = new Csv(
                ("arm,site,relative_change,spectral_norm,stable_rank,left_angle,right_angle,intruders,unchanged,"
                                + "principal_share,chance_share,spectrum_shift,singular_values")
                        .split(","));
        for (ArmResult arm : arms) {
            ArmSpectrum spectrum = arm.spectrum();
            for (SiteSpectrum layer : spectrum == null ? List.<SiteSpectrum>of() : spectrum.layers()) {
                csv.row()
                        .put("arm", arm.name())
                        .put("site", layer.site())
                        .put("relative_change", layer.relativeChange())
                        .put("spectral_norm", layer.spectralNorm())
                        .put("stable_rank", layer.stableRank())
                        .put("left_angle", layer.leftAngle())
                        .put("right_angle", layer.rightAngle())
                        .put("intruders", layer.intruders())
                        .put("unchanged", layer.unchanged())
                        .put("principal_share", layer.principalShare())
                        .put("chance_share", layer.chanceShare())
                        .put("spectrum_shift", layer.spectrumShift())
                        .put(
                                "singular_values",
                                layer.singularValues().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(" ")));
            }
        }
        return csv.text();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
