package dev.rlvr4j.experiments.analysis;

import dev.rlvr4j.experiments.statistics.Estimate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found of one arm.
 *
 * @param name as in the recipe
 * @param method {@code lora}, {@code full} ...
 * @param rank of a low-rank method; null where the method has none
 * @param settings what the arm sets, a line each: {@code "adapter.r" = "8"}
 * @param grid its learning rates, ascending
 * @param best index of the best learning rate in the grid, by validation; null where no learning rate has a finished run
 * @param bestAtEnd whether that is the first or last of a grid of several
 * @param optimum the best learning rate, interpolated between those of the grid, with its interval; null like best
 * @param test test accuracy at the best learning rate, over seeds and problems; null like best
 * @param curve validation accuracy at the best learning rate: its mean, and the range over seeds
 *     as low and high; empty like best
 * @param area mean height of that curve over the rollout budget, over seeds; null like best
 * @param toTarget completions until the target is reached first, mean over the runs that reach it; null where none does
 * @param reached how many runs at the best learning rate reach the target
 * @param cost medians over its finished runs at the best learning rate; null like best
 * @param spectrum what its runs at the best learning rate did to the weights; null where none tells
 */
public record ArmResult(
        String name,
        String method,
        @Nullable Integer rank,
        List<Setting> settings,
        List<GridPoint> grid,
        @Nullable Integer best,
        boolean bestAtEnd,
        @Nullable Estimate optimum,
        @Nullable Estimate test,
        List<CurvePoint> curve,
        @Nullable Estimate area,
        @Nullable Double toTarget,
        int reached,
        RunOutcome.@Nullable Cost cost,
        @Nullable ArmSpectrum spectrum) {
    public ArmResult {
        settings = List.copyOf(settings);
        grid = List.copyOf(grid);
        curve = List.copyOf(curve);
    }

    /** The best learning rate's figures; null where there is none. */
    public @Nullable GridPoint bestPoint() {
        return best == null ? null : grid.get(best);
    }

    /** A setting by its dotted key. */
    public record Setting(String key, String value) {}

    /**
     * An arm at one learning rate.
     *
     * @param learningRate the peak
     * @param seeds seeds planned
     * @param finished runs that finished
     * @param validation mean validation accuracy over those, with its interval over seeds and problems; null where none finished
     * @param test the same for test accuracy
     */
    public record GridPoint(
            double learningRate,
            List<Long> seeds,
            int finished,
            @Nullable Estimate validation,
            @Nullable Estimate test) {
        public GridPoint {
            seeds = List.copyOf(seeds);
        }
    }

    /** A point of a mean learning curve, by training completions sampled. */
    public record CurvePoint(long completions, Estimate accuracy) {}
}
