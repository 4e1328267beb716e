package dev.rlvr4j.experiments.compare;

import dev.rlvr4j.experiments.config.ComparisonArms;
import dev.rlvr4j.experiments.config.ComparisonRecipe;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.statistics.LearningRates;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One run of a comparison.
 *
 * @param arm its arm
 * @param learningRate its peak learning rate
 * @param seed its seed
 */
public record PlannedRun(ComparisonArms.Arm arm, double learningRate, long seed) {

    /** All runs, seed by seed, so that a comparison that is cut short has every arm at the same number of seeds. */
    static List<PlannedRun> all(ComparisonArms arms) {
        ComparisonRecipe comparison = arms.comparison();
        Set<Long> seeds = new LinkedHashSet<>();
        arms.arms().forEach(arm -> seeds.addAll(comparison.seeds(arm.arm())));
        List<PlannedRun> runs = new ArrayList<>();
        for (long seed : seeds) {
            for (ComparisonArms.Arm arm : arms.arms()) {
                if (comparison.seeds(arm.arm()).contains(seed)) {
                    comparison.rates(arm.arm()).forEach(rate -> runs.add(new PlannedRun(arm, rate, seed)));
                }
            }
        }
        return runs;
    }

    /** Its folder within the comparison's: {@code runs/lora-r-8/lr-1e-3/seed-1}. */
    String folder() {
        return "runs/" + arm.arm().slug() + "/lr-" + LearningRates.text(learningRate) + "/seed-" + seed;
    }

    /** {@code LoRA r 8, learning rate 1e-3, seed 1}. */
    String title() {
        return arm.arm().name() + ", learning rate " + LearningRates.text(learningRate) + ", seed " + seed;
    }

    Recipe recipe() {
        return ComparisonArms.of(arm, learningRate, seed);
    }
}
