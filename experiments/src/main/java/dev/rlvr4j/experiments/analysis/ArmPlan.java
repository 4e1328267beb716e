package dev.rlvr4j.experiments.analysis;

import dev.rlvr4j.experiments.analysis.ArmResult.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was planned for an arm.
 *
 * @param name unique
 * @param method {@code lora}, {@code full} ...
 * @param rank of a low-rank method; null where the method has none
 * @param settings what the arm sets
 * @param rates its learning rates, ascending
 * @param seeds its seeds
 * @param folders the folder of each run, by learning rate, then by seed
 */
public record ArmPlan(
        String name,
        String method,
        @Nullable Integer rank,
        List<Setting> settings,
        List<Double> rates,
        List<Long> seeds,
        List<List<String>> folders) {
    public ArmPlan {
        settings = List.copyOf(settings);
        rates = List.copyOf(rates);
        seeds = List.copyOf(seeds);
        folders = folders.stream().map(List::copyOf).toList();
    }
}
