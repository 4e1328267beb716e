package dev.rlvr4j.trainer.evaluation;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Turns tasks into groups: renders the prompts, samples their completions and scores them, all asynchronously. */
public final class GroupSampler {
    private final Function<Task, Prompt> template;
    private final Reward reward;
    private final int contextLength;
    private final Function<List<SampleRequest>, Future<List<List<Completion>>>> sample;

    /**
     * @param template renders a task into the tokens to continue
     * @param reward scores a completion
     * @param contextLength longest prompt plus completion of the model, in tokens
     * @param sample e.g. {@code rollouts::sample} or {@code client::sample}
     */
    public GroupSampler(
            Function<Task, Prompt> template,
            Reward reward,
            int contextLength,
            Function<List<SampleRequest>, Future<List<List<Completion>>>> sample) {
        this.template = template;
        this.reward = reward;
        this.contextLength = contextLength;
        this.sample = sample;
    }

    /**
     * The prompt of a task.
     *
     * @throws InputException where it leaves no room for a completion
     */
    public Prompt prompt(Task task) {
        Prompt prompt = template.apply(task);
        if (prompt.tokens().length >= contextLength) {
            throw new InputException("the prompt of task '" + task.id() + "' has " + prompt.tokens().length
                    + " tokens, which leaves no room for an answer in the model's context of " + contextLength
                    + "; leave the task out, shorten the prompt template, or take a model with a longer context");
        }
        return prompt;
    }

    /**
     * Samples and scores a group per task. Fails with the first error of sampler or reward.
     *
     * @param groupSize completions per task
     * @param seed key of the noise; task i draws from {@code CounterRandom.key(seed, i)}
     * @param version the adapter version to sample from; null is the newest
     */
    public Future<ScoredGroups> groups(
            List<Task> tasks, int groupSize, SamplingParams params, long seed, @Nullable AdapterVersion version) {
        List<SampleRequest> requests = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            long key = CounterRandom.key(seed, i);
            requests.add(new SampleRequest(prompt(tasks.get(i)), groupSize, params, key, version));
        }
        long start = System.nanoTime();
        return sample.apply(requests).compose(completions -> {
            long sampled = System.nanoTime();
            List<Future<Group>> groups = new ArrayList<>();
            for (int i = 0; i < tasks.size(); i++) {
                groups.add(group(tasks.get(i), requests.get(i).prompt(), completions.get(i)));
            }
            return Future.all(groups)
                    .map(all -> new ScoredGroups(
                            all.<Group>list(), (sampled - start) / 1e9, (System.nanoTime() - sampled) / 1e9));
        });
    }

    private Future<Group> group(Task task, Prompt prompt, List<Completion> completions) {
        List<Future<Score>> scores = new ArrayList<>();
        for (Completion completion : completions) {
            scores.add(score(task, completion));
        }
        return Future.all(scores).map(all -> new Group(prompt, completions, all.<Score>list()));
    }

    private Future<Score> score(Task task, Completion completion) {
        Attempt attempt = new Attempt(
                task.id(),
                task.question(),
                task.reference(),
                completion.text(),
                completion.truncated(),
                task.metadata(),
                completion.tokens().length);
        Future<Score> score;
        try {
            score = reward.score(attempt);
        } catch (RuntimeException e) {
            score = Future.failedFuture(e);
        }
        return score.recover(e -> Future.failedFuture(new RlvrException(
                "the reward of task '" + task.id() + "' failed: " + e.getMessage()
                        + "; a reward that cannot judge a response should return a low score and say why",
                e)));
    }
}
