package dev.rlvr4j.experiments.assembly;

import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.experiments.config.PromptSection;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rollout.episode.EpisodeRunner;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Makes the sampler of an environment's groups: of single turns, or of episodes where the environment has them. */
final class GroupSamplers {
    private GroupSamplers() {}

    static GroupSampler of(
            Optional<Episodes> episodes,
            Tasks tasks,
            PromptSection prompt,
            LoadedModel model,
            Workers workers,
            Reward reward) {
        int context = model.base().config().contextLength();
        if (episodes.isEmpty()) {
            return new GroupSampler(tasks::prompt, reward, context, workers.pool()::sample);
        }
        Executor blocking = workers.blocking("rlvr4j-episodes");
        EpisodeRunner runner = new EpisodeRunner(
                episodes.get(),
                model.requireTokenizer(),
                Prompts.turnTokens(prompt, model.requireTokenizer()),
                workers.pool()::sample,
                blocking);
        return GroupSampler.ofEpisodes(tasks::prompt, reward, context, runner);
    }
}
