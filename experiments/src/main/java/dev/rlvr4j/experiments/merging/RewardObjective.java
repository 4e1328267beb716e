package dev.rlvr4j.experiments.merging;

import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.merge.Combination;
import dev.rlvr4j.core.merge.Contribution;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.experiments.assembly.GradedEnvironment;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import dev.rlvr4j.experiments.assembly.Tasks;
import dev.rlvr4j.experiments.assembly.Workers;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.trainer.Await;
import dev.rlvr4j.trainer.evaluation.Evaluation;
import dev.rlvr4j.trainer.evaluation.EvaluationSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * Mean reward of a combination on the first training tasks of a recipe, as a function of the adapters' weights. Every call takes
 * the same tasks and the same noise, so that two values differ by the weights alone. Held-out tasks are left alone: what is
 * measured on them afterwards stays honest.
 */
public final class RewardObjective implements AutoCloseable {
    private final BaseModel base;
    private final Combination combination;
    private final NDManager scope;
    private final List<Contribution> adapters;
    private final Workers workers;
    private final Evaluation evaluation;
    private long calls;

    /**
     * Opens what the recipe names, and reads the adapters.
     *
     * @param tasks how many tasks, at least 1
     * @param samples completions of each
     */
    public RewardObjective(Recipe recipe, LoadedModel model, MergeSettings settings, int tasks, int samples) {
        GradedEnvironment graded = GradedEnvironment.open(recipe);
        EvaluationSettings usual = recipe.evaluation().settings(recipe.rollout());
        EvaluationSettings wanted = new EvaluationSettings(0, tasks, samples, List.of(1), usual.sampling());
        Tasks opened = Tasks.of(graded.environment(), recipe, model);
        base = model.base();
        combination = settings.combination();
        scope = base.newScope();
        try {
            adapters = combination.read(settings.adapters(), settings.everyWeight(), base, scope);
            workers = Workers.start(model, recipe.rollout().settings());
            evaluation = new Evaluation(
                    opened.train(), graded.sampler(recipe, opened, model, workers), wanted, recipe.seed());
        } catch (RuntimeException | Error e) {
            scope.close();
            throw e;
        }
    }

    /** The mean reward under some weights, one for each adapter. */
    public double reward(List<Double> weights) {
        List<Contribution> weighted = new ArrayList<>();
        for (Contribution adapter : adapters) {
            weighted.add(adapter.weighing(weights.get(weighted.size())));
        }
        AdapterVersion version = new AdapterVersion("combination", calls++);
        try (NDManager temporary = scope.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            Await.result(workers.pool().publish(base.compile(combination.combine(base, weighted, temporary), version)));
        }
        return Await.result(evaluation.evaluate(0, version)).report().rewardMean();
    }

    @Override
    public void close() {
        workers.close();
        scope.close();
    }
}
