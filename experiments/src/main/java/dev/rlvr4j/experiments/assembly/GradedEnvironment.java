package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rewards.Rewards;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rollout.episode.EpisodeRunner;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * A recipe's environment and who grades it.
 *
 * @param environment without the tasks whose reference the verifier cannot use
 * @param verifier the recipe's reward, or that of each part of a mixture
 */
public record GradedEnvironment(Environment environment, Verifier verifier) {
    /**
     * Opens what a recipe names.
     *
     * @throws InputException if a data set or a verifier cannot be used, or no training task is left
     */
    public static GradedEnvironment open(Recipe recipe) {
        Verifier usual = recipe.reward().verifier();
        Environment all = recipe.environment().open();
        Verifier verifier = recipe.environment().judge(all, usual);
        return new GradedEnvironment(
                all.without(task -> verifier.unusable(
                        new Attempt(task.id(), task.question(), task.reference(), "", false, task.metadata()))),
                verifier);
    }

    /**
     * Samples groups of its tasks, in single turns or in episodes, and scores them as the recipe says.
     *
     * @param tasks of this environment
     */
    public GroupSampler sampler(Recipe recipe, Tasks tasks, LoadedModel model, Workers workers) {
        Reward reward = Rewards.async(
                verifier,
                workers.vertx(),
                recipe.reward().limits(),
                recipe.reward().failures());
        int context = model.base().config().contextLength() - recipe.method().virtualTokens();
        Optional<Function<Task, Episodes>> episodes = Episodes.byTask(environment);
        if (episodes.isEmpty()) {
            return new GroupSampler(tasks::prompt, reward, context, workers.rollouts()::sample);
        }
        Executor blocking = workers.blocking("rlvr4j-episodes");
        EpisodeRunner runner = new EpisodeRunner(
                episodes.get(),
                model.requireTokenizer(),
                Prompts.turnTokens(recipe.prompt(), model.requireTokenizer()),
                workers.rollouts()::sample,
                blocking);
        return GroupSampler.ofEpisodes(tasks::prompt, reward, context, runner);
    }

    /** Versions of the verifiers by name. */
    public Map<String, String> versions() {
        return Rewards.versions(verifier);
    }
}
