package dev.rlvr4j.trainer;

import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.text.ChatTemplate;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.envs.Task;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rollout.RolloutPool;
import dev.rlvr4j.rollout.RolloutSettings;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.rollout.TurnSchedule;
import dev.rlvr4j.rollout.sampler.SamplerSettings;
import dev.rlvr4j.rollout.sampler.TransformerSampler;
import dev.rlvr4j.trainer.evaluation.Evaluation;
import dev.rlvr4j.trainer.evaluation.EvaluationSettings;
import dev.rlvr4j.trainer.evaluation.GroupSampler;
import dev.rlvr4j.trainer.optim.OptimizerSettings;
import dev.rlvr4j.trainer.optim.Schedule;
import dev.rlvr4j.trainer.supply.AsyncSettings;
import dev.rlvr4j.trainer.supply.SampledSupply;
import dev.rlvr4j.trainer.supply.SpreadSettings;
import dev.rlvr4j.trainer.supply.Supply;
import dev.rlvr4j.trainer.supply.TaskOrder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A process over the real parts: a transformer with LoRA, a pool of two samplers and a client, made anew and closed. */
final class TinySession implements AutoCloseable {
    private static final OptimizerSettings OPTIMIZER =
            new OptimizerSettings(0.02, AdamW.DEFAULT, 1, Schedule.CONSTANT, 0, 0);
    static final GrpoSettings SETTINGS =
            new GrpoSettings(4, 8, new SamplingParams(1, 0, 1, 0, 12, Set.of(), List.of(), true));

    /** The canary: even token ids are good. A base that is sampled instead of the adapter never gets there. */
    private static final Reward EVEN = attempt -> {
        int[] ids = Arrays.stream(attempt.response().split(" ", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        double even = Arrays.stream(ids).filter(id -> id % 2 == 0).count() / (double) ids.length;
        return Future.succeededFuture(Score.of(even, "share of even tokens"));
    };

    /** Text is the ids themselves. */
    private static final Tokenizer IDS = new Tokenizer() {
        @Override
        public int[] encode(String text) {
            return Arrays.stream(text.split(" ", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }

        @Override
        public String decode(int[] tokens) {
            return Arrays.stream(tokens).mapToObj(String::valueOf).collect(Collectors.joining(" "));
        }

        @Override
        public int vocabularySize() {
            return 128;
        }

        @Override
        public Integer bosToken() {
            return 1;
        }

        @Override
        public Set<Integer> eosTokens() {
            return Set.of(2);
        }

        @Override
        public Optional<ChatTemplate> chatTemplate() {
            return Optional.empty();
        }
    };

    final RolloutPool pool;
    final TransformerPolicy policy;
    final TrainingClient client;
    final GroupSampler sampler;

    TinySession(Vertx vertx, BaseModel base, int microBatchTokens) {
        this(vertx, base, microBatchTokens, "policy", 1, new TurnSchedule());
    }

    TinySession(Vertx vertx, BaseModel base, int microBatchTokens, String name, long seed, TurnSchedule schedule) {
        pool = Await.result(RolloutPool.start(
                vertx,
                new RolloutSettings(2, 1, 16, 1L << 26, 4, 4, 0),
                worker -> new TransformerSampler(base, IDS, new SamplerSettings(16, 1L << 26, 4)),
                () -> Torch.prepareThread(1),
                schedule));
        policy = new TransformerPolicy(base, Lora.allLinear(4, 8), name, seed, false);
        client = new TrainingClient(policy, pool, OPTIMIZER, microBatchTokens, () -> Torch.prepareThread(1));
        sampler = new GroupSampler(TinySession::prompt, EVEN, client.contextLength(), client::sample);
    }

    RunSummary train(RunPlan plan, RunListener listener) {
        return new GrpoLoop(client, Toy.TASKS, sampler, SETTINGS, Algorithm.DEFAULT, plan, null, listener).run();
    }

    void trainAhead(int staleness, RunPlan plan, RunListener listener) {
        trainAhead(staleness, SETTINGS, plan, listener);
    }

    void trainAhead(int staleness, GrpoSettings settings, RunPlan plan, RunListener listener) {
        GroupSampler direct = new GroupSampler(TinySession::prompt, EVEN, client.contextLength(), pool::sample);
        Supply supply = new SampledSupply(
                TaskOrder.of(Toy.TASKS),
                direct,
                settings.supply(plan, AsyncSettings.of(staleness), SpreadSettings.KEEP),
                pool::settle);
        Evaluation held = new Evaluation(
                Toy.tasks(4), direct, new EvaluationSettings(2, 4, 2, List.of(1), settings.sampling()), plan.seed());
        new GrpoLoop(client, supply, settings, Algorithm.DEFAULT, plan, held, listener).run();
    }

    @Override
    public void close() {
        client.close();
        policy.close();
        pool.close();
    }

    /** Prompts of 3 to 9 tokens. */
    static Prompt prompt(Task task) {
        long key = CounterRandom.key(5, task.id());
        int[] tokens = new int[3 + CounterRandom.below(key, 0, 7)];
        Arrays.setAll(tokens, i -> 3 + CounterRandom.below(key, 1 + i, 125));
        return new Prompt(task.id(), "", tokens);
    }
}
