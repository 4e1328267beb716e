package dev.rlvr4j.trainer;

import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.envs.TaskSource;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.evaluation.Evaluation;
import dev.rlvr4j.trainer.evaluation.EvaluationSettings;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import dev.rlvr4j.trainer.optim.OptimizerSettings;
import dev.rlvr4j.trainer.optim.Schedule;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * The toy world of the tests: question i of 6 is token 1 + i, its right answer token 7 + i, and token 0 says that is all. An
 * untrained policy answers one in thirteen.
 */
final class Toy implements AutoCloseable {
    static final int QUESTIONS = 6;
    static final int VOCABULARY = 1 + 2 * QUESTIONS;
    static final OptimizerSettings OPTIMIZER = new OptimizerSettings(0.3, AdamW.DEFAULT, 1, Schedule.LINEAR, 2, 0.1);
    static final GrpoSettings GRPO = new GrpoSettings(6, 8, SamplingParams.plain(4));
    static final TaskSource TASKS = tasks(1_000);
    static final Reward REWARD = attempt -> {
        String first = attempt.response().split(" ", 2)[0];
        double correct = first.equals(attempt.reference()) ? 1 : 0;
        double stopped = attempt.truncated() ? 0 : 1;
        return Future.succeededFuture(new Score(
                correct + 0.1 * stopped, Map.of("correct", correct, "stopped", stopped), "first answer is " + first));
    };

    final BigramPolicy policy = new BigramPolicy(VOCABULARY, 5);
    final BigramRollouts rollouts = new BigramRollouts(policy.compileBase());
    final TrainingClient client;
    final GroupSampler sampler;

    Toy() {
        this(40, REWARD);
    }

    Toy(int microBatchTokens, Reward reward) {
        client = new TrainingClient(policy, rollouts, OPTIMIZER, microBatchTokens);
        sampler = new GroupSampler(Toy::prompt, reward, client.contextLength(), client::sample);
    }

    static TaskSource tasks(long size) {
        return new TaskSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public Task task(long index) {
                int question = (int) (index % QUESTIONS);
                return new Task("toy-" + index, "" + (1 + question), "" + (1 + QUESTIONS + question), Map.of());
            }
        };
    }

    static Prompt prompt(Task task) {
        return new Prompt(task.id(), task.question(), new int[] {2, Integer.parseInt(task.question())});
    }

    /** Question and right answer, for imitation. */
    static SequenceGroup example(long index) {
        int question = (int) (index % QUESTIONS);
        return new SequenceGroup(new int[] {2, 1 + question}, List.of(new int[] {1 + QUESTIONS + question, 0}));
    }

    Evaluation evaluation(int every, int samples, long seed) {
        return new Evaluation(
                tasks(24),
                sampler,
                new EvaluationSettings(every, 24, samples, List.of(1, samples), SamplingParams.plain(4)),
                seed);
    }

    GrpoLoop loop(GrpoSettings settings, RunPlan plan, RunListener listener) {
        return loop(settings, Algorithm.DEFAULT, plan, listener);
    }

    GrpoLoop loop(GrpoSettings settings, Algorithm algorithm, RunPlan plan, RunListener listener) {
        return new GrpoLoop(client, TASKS, sampler, settings, algorithm, plan, evaluation(4, 2, plan.seed()), listener);
    }

    @Override
    public void close() {
        client.close();
    }
}
