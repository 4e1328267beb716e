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
import dev.rlvr4j.rollout.episode.EpisodeRunner;
import dev.rlvr4j.rollout.episode.Trajectory;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns tasks into groups: renders the prompts, samples their completions, in one turn or in episodes of several, and scores
 * them, all asynchronously.
 */
public final class GroupSampler {
    private final Function<Task, Prompt> template;
    private final Reward reward;
    private final int contextLength;
    private final Player player;

    /** Where trajectories come from: the requests of tasks to G trajectories each. */
    private interface Player {
        Future<List<List<Trajectory>>> play(List<Task> tasks, List<SampleRequest> requests);
    }

    /**
     * A sampler of single turns.
     *
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
        this(
                template,
                reward,
                contextLength,
                (tasks, requests) -> sample.apply(requests)
                        .map(completions -> completions.stream()
                                .map(group -> group.stream().map(Trajectory::of).toList())
                                .toList()));
    }

    /**
     * A sampler of episodes.
     *
     * @param template renders a task into the tokens to continue
     * @param reward scores what an episode ends with; its figures are in the attempt's metadata
     * @param contextLength longest prompt plus completion of the model, in tokens
     * @param episodes plays them
     */
    public static GroupSampler ofEpisodes(
            Function<Task, Prompt> template, Reward reward, int contextLength, EpisodeRunner episodes) {
        return new GroupSampler(template, reward, contextLength, episodes::run);
    }

    private GroupSampler(Function<Task, Prompt> template, Reward reward, int contextLength, Player player) {
        this.template = template;
        this.reward = reward;
        this.contextLength = contextLength;
        this.player = player;
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
        return player.play(tasks, requests).compose(played -> {
            long sampled = System.nanoTime();
            List<Future<Group>> groups = new ArrayList<>();
            for (int i = 0; i < tasks.size(); i++) {
                groups.add(group(tasks.get(i), requests.get(i).prompt(), played.get(i)));
            }
            return Future.all(groups)
                    .map(all -> new ScoredGroups(
                            all.<Group>list(),
                            figures(played),
                            (sampled - start) / 1e9,
                            (System.nanoTime() - sampled) / 1e9));
        });
    }

    /** The mean of each figure over the episodes that have it. */
    private static Map<String, Double> figures(List<List<Trajectory>> played) {
        return played.stream()
                .flatMap(List::stream)
                .flatMap(trajectory -> trajectory.figures().entrySet().stream())
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, TreeMap::new, Collectors.averagingDouble(Map.Entry::getValue)));
    }

    private Future<Group> group(Task task, Prompt prompt, List<Trajectory> trajectories) {
        List<Future<Score>> scores = new ArrayList<>();
        for (Trajectory trajectory : trajectories) {
            scores.add(score(task, trajectory));
        }
        List<Completion> completions =
                trajectories.stream().map(Trajectory::completion).toList();
        return Future.all(scores).map(all -> new Group(prompt, completions, all.<Score>list()));
    }

    private Future<Score> score(Task task, Trajectory trajectory) {
        Map<String, String> metadata = new HashMap<>(task.metadata());
        trajectory.figures().forEach((name, value) -> metadata.put(name, number(value)));
        Attempt attempt = new Attempt(
                task.id(),
                task.question(),
                task.reference(),
                trajectory.response(),
                trajectory.completion().truncated(),
                metadata,
                trajectory.completion().tokens().length);
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

    /** {@code 3} rather than {@code 3.0}. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
