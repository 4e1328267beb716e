package dev.rlvr4j.trainer;

import static dev.rlvr4j.trainer.metrics.MetricNames.ROLLOUT_NOISE;
import static dev.rlvr4j.trainer.metrics.MetricNames.ROLLOUT_TOKENS;
import static dev.rlvr4j.trainer.metrics.MetricNames.ROLLOUT_TOKENS_PER_SECOND;
import static dev.rlvr4j.trainer.metrics.MetricNames.TIME_PUBLISH;
import static dev.rlvr4j.trainer.metrics.MetricNames.TIME_ROLLOUT;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.checkpoint.Memory;
import dev.rlvr4j.trainer.evaluation.Evaluation;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import dev.rlvr4j.trainer.metrics.Metrics;
import dev.rlvr4j.trainer.supply.AsyncSettings;
import dev.rlvr4j.trainer.supply.SampledSupply;
import dev.rlvr4j.trainer.supply.SpreadSettings;
import dev.rlvr4j.trainer.supply.Supplied;
import dev.rlvr4j.trainer.supply.Supply;
import dev.rlvr4j.trainer.supply.TaskOrder;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reinforcement learning with verifiable rewards: take the scored groups of a step, take their advantages, update the adapter,
 * publish it to the rollouts, and again. Where groups come from is the {@link Supply}'s business: sampled now, or ahead while
 * the trainer works. Runs on the thread that calls {@link #run}.
 */
public final class GrpoLoop {
    private final TrainingClient client;
    private final Supply supply;
    private final GrpoSettings settings;
    private final PolicyUpdate update;
    private final RunPlan plan;
    private final @Nullable Evaluation evaluation;
    private final RunListener listener;

    /**
     * Prepares a synchronous run.
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
        this(client, synchronous(tasks, sampler, settings, plan), settings, algorithm, plan, evaluation, listener);
    }

    /**
     * Prepares a run.
     *
     * @param supply where groups come from
     * @param algorithm what is made of the groups, e.g. {@link Algorithm#DEFAULT}
     * @param evaluation held-out evaluation; null for none
     */
    public GrpoLoop(
            TrainingClient client,
            Supply supply,
            GrpoSettings settings,
            Algorithm algorithm,
            RunPlan plan,
            @Nullable Evaluation evaluation,
            RunListener listener) {
        this.client = client;
        this.supply = supply;
        this.settings = settings;
        this.update = new PolicyUpdate(client, settings, algorithm, plan);
        this.plan = plan;
        this.evaluation = evaluation;
        this.listener = listener;
    }

    private static Supply synchronous(TaskSource tasks, GroupSampler sampler, GrpoSettings settings, RunPlan plan) {
        if (tasks.size() < 1) {
            throw new InputException("there are no training tasks: the data set is empty");
        }
        return new SampledSupply(
                TaskOrder.of(tasks),
                sampler,
                settings.supply(plan, AsyncSettings.SYNCHRONOUS, SpreadSettings.KEEP),
                mark -> Future.succeededFuture());
    }

    /**
     * Trains for the plan's steps.
     *
     * @throws InputException where a prompt does not fit or a checkpoint is another run's
     */
    public RunSummary run() {
        supply.check();
        List<Memory> memories = new ArrayList<>(supply.memories());
        memories.addAll(update.memories());
        Run run = new Run(client, plan, evaluation, listener, memories);
        run.warnings().allowStaleness(supply.maxStaleness());
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
        AdapterVersion sampled = publish(step);
        Supplied supplied = supply.take(step, position, sampled);
        Metrics metrics = new Metrics();
        GroupFigures.add(metrics, supplied.sampled());
        metrics.merge(supplied.metrics());
        Map<String, Double> so = metrics.toMap();
        metrics.mean(
                ROLLOUT_TOKENS_PER_SECOND, so.getOrDefault(ROLLOUT_TOKENS, 0.0) / so.getOrDefault(TIME_ROLLOUT, 0.0));

        String skipped = update.run(step, supplied.groups(), metrics);

        if (settings.noise().isOn()) {
            metrics.mean(ROLLOUT_NOISE, settings.noise().sigma(step, plan.steps()));
        }

        long start = System.nanoTime();
        publish(step + 1);
        metrics.sum(TIME_PUBLISH, (System.nanoTime() - start) / 1e9);
        return new Run.Outcome(supplied.position(), metrics, supplied.sampled(), skipped);
    }

    /** Makes the current weights those that a step samples from, with its noise on them. */
    private AdapterVersion publish(int step) {
        return settings.noise().isOn()
                ? Await.result(client.publish(step, settings.noise().of(step, plan)))
                : Await.result(client.publish());
    }
}
