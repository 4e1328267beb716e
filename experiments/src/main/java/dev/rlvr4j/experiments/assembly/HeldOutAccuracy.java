package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.trainer.Await;
import dev.rlvr4j.trainer.evaluation.Evaluation;
import dev.rlvr4j.trainer.evaluation.EvaluationReport;
import dev.rlvr4j.trainer.evaluation.EvaluationSettings;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Held-out accuracy outside a run. */
public final class HeldOutAccuracy {
    private HeldOutAccuracy() {}

    /**
     * An evaluation.
     *
     * @param report its figures
     * @param notes what a user should know of the data
     */
    public record Result(EvaluationReport report, List<String> notes) {}

    /**
     * Evaluates a recipe's model.
     *
     * @param adapter a PEFT directory, or null for the base
     */
    public static Result measure(Recipe recipe, @Nullable Path adapter) {
        EvaluationSettings settings = recipe.evaluation().settings(recipe.rollout());
        if (settings.tasks() == 0) {
            throw new InputException("evaluation.tasks is 0, so there is nothing to evaluate; give a number of tasks");
        }
        GradedEnvironment graded = GradedEnvironment.open(recipe);
        try (LoadedModel model =
                LoadedModel.open(recipe.model(), recipe.prompt().today())) {
            Tasks tasks = Tasks.heldOut(graded.environment(), recipe, model);
            try (Workers workers = Workers.start(model, recipe.rollout().settings())) {
                workers.publish(model, adapter);
                GroupSampler sampler = graded.sampler(recipe, tasks, model, workers);
                Evaluation evaluation = new Evaluation(tasks.heldOut(), sampler, settings, recipe.seed());
                return new Result(Await.result(evaluation.evaluate(0, null)).report(), tasks.notes());
            }
        }
    }
}
