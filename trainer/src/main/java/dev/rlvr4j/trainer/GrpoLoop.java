package dev.rlvr4j.trainer;

import static dev.rlvr4j.trainer.metrics.MetricNames.EPISODES;
import static dev.rlvr4j.trainer.metrics.MetricNames.ROLLOUT_TOKENS_PER_SECOND;
import static dev.rlvr4j.trainer.metrics.MetricNames.TIME_PUBLISH;
import static dev.rlvr4j.trainer.metrics.MetricNames.TIME_REWARD;
import static dev.rlvr4j.trainer.metrics.MetricNames.TIME_ROLLOUT;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.evaluation.Evaluation;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import dev.rlvr4j.trainer.evaluation.ScoredGroups;
import dev.rlvr4j.trainer.metrics.Metrics;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Reinforcement learning with verifiable rewards: sample a group per task, score it, take its advantages, update the adapter,
 * publish it to the rollouts, and again. Runs on the thread that calls {@link #run}.
 */
public final class GrpoLoop {
    /** Prompts checked before a run begins; later ones are checked when their turn comes. */
    private static final long CHECKED_AHEAD = 10_000;

    private final TrainingClient client;
    private final TaskSource tasks;
    private final GroupSampler sampler;
    private final GrpoSettings settings;
    private final PolicyUpdate update;
    private final RunPlan plan;
    private final @Nullable Evaluation evaluation;
    private final RunListener listener;

    /**
     * Prepares a run.
     *
     * @param tasks training tasks, taken in order and again from the start
     * @param sampler makes groups of tasks; it samples through the client
     * @param algorithm what is made of the groups, e.g. {@link Algorithm#DEFAULT}
     * @param evaluation held-out evaluation; null for none
     */
    public GrpoLoop(
            TrainingClient client,
            TaskSource tasks,
            GroupSampler sampler,
            GrpoSettings settings,
            Algorithm algorithm,
            RunPlan plan,
            @Nullable Evaluation evaluation,
            RunListener listener) {
        if (tasks.size() < 1) {
            throw new InputException("there are no training tasks: the data set is empty");
        }
        this.client = client;
        this.tasks = tasks;
        this.sampler = sampler;
        this.settings = settings;
        this.update = new PolicyUpdate(client, settings, algorithm, plan);
        this.plan = plan;
        this.evaluation = evaluation;
        this.listener = listener;
    }

    /**
     * Trains for the plan's steps.
     *
     * @throws InputException where a prompt does not fit or a checkpoint is another run's
     */
    public RunSummary run() {
        long needed = (long) plan.steps() * settings.promptsPerStep();
        LongStream.range(0, Math.min(CHECKED_AHEAD, Math.min(needed, tasks.size())))
                .mapToObj(tasks::task)
                .forEach(sampler::prompt);
        Run run = new Run(client, plan, evaluation, listener);
        SamplingParams params = settings.sampling();
        if (params.topK() != 0 || params.topP() != 1 || params.minP() != 0) {
            run.warnings()
                    .tell(
                            "cut sampling",
                            "top_k, top_p and min_p cut the distribution that is sampled, while log-probs are those of the whole"
                                    + " one: the gradient is biased; switch them off for training");
        }
        return run.run(this::step);
    }

    private Run.Outcome step(int step, long position) {
        Metrics metrics = new Metrics();
        AdapterVersion trained = Await.result(client.publish());
        ScoredGroups scored = rollouts(step, position);
        List<Group> groups = scored.groups();
        GroupFigures.add(metrics, groups, trained.number());
        scored.figures().forEach((name, value) -> metrics.mean(EPISODES + name, value));
        metrics.sum(TIME_ROLLOUT, scored.rolloutSeconds()).sum(TIME_REWARD, scored.rewardSeconds());
        int tokens = groups.stream()
                .flatMap(g -> g.completions().stream())
                .mapToInt(Completion::sampledTokens)
                .sum();
        metrics.mean(ROLLOUT_TOKENS_PER_SECOND, tokens / scored.rolloutSeconds());

        String skipped = update.run(step, groups, metrics);

        long start = System.nanoTime();
        Await.result(client.publish());
        metrics.sum(TIME_PUBLISH, (System.nanoTime() - start) / 1e9);
        return new Run.Outcome(position + settings.promptsPerStep(), metrics, groups, skipped);
    }

    private ScoredGroups rollouts(int step, long position) {
        List<Task> chosen = LongStream.range(position, position + settings.promptsPerStep())
                .mapToObj(i -> tasks.task(i % tasks.size()))
                .toList();
        long seed = CounterRandom.key(CounterRandom.key(plan.seed(), "rollout"), step);
        return Await.result(sampler.groups(chosen, settings.groupSize(), settings.sampling(), seed, null));
    }
}
