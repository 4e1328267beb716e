package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.experiments.config.GroupsSection;
import dev.rlvr4j.experiments.config.ProceduralSection;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.trainer.supply.CurriculumOrder;
import dev.rlvr4j.trainer.supply.PassRateOrder;
import dev.rlvr4j.trainer.supply.TaskOrder;
import java.util.ArrayList;
import java.util.List;

/** Makes the order in which a recipe's tasks are sampled. */
final class TaskOrders {
    private TaskOrders() {}

    static TaskOrder of(Recipe recipe, Tasks tasks, LoadedModel model) {
        GroupsSection groups = recipe.groups();
        return switch (groups.order()) {
            case SHUFFLED -> TaskOrder.of(tasks.train());
            case PASS_RATE -> new PassRateOrder(tasks.train(), tasks.different(), groups.passRate(), recipe.seed());
            case CURRICULUM -> curriculum(recipe, model);
        };
    }

    private static TaskOrder curriculum(Recipe recipe, LoadedModel model) {
        if (!(recipe.environment() instanceof ProceduralSection generator)) {
            throw new InputException(
                    "groups.order: curriculum needs the levels of a generator, but the environment is '"
                            + recipe.environment().title()
                            + "'; set environment.type to procedural, or take pass_rate");
        }
        List<TaskSource> levels = new ArrayList<>();
        for (int level = 1; level <= recipe.groups().curriculum().levels(); level++) {
            levels.add(Tasks.of(generator.atLevel(level).open(), recipe, model).train());
        }
        return new CurriculumOrder(levels, recipe.groups().curriculum().start());
    }
}
