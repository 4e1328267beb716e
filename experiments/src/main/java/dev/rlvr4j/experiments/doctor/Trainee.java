package dev.rlvr4j.experiments.doctor;

import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Group;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.core.model.Policy;
import dev.rlvr4j.core.optim.Sgd;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.trainer.Await;
import dev.rlvr4j.trainer.ForwardBackwardResult;
import dev.rlvr4j.trainer.OldLogProbs;
import dev.rlvr4j.trainer.OptimStepResult;
import dev.rlvr4j.trainer.TrainingClient;
import dev.rlvr4j.trainer.batch.TrainingBatch;
import dev.rlvr4j.trainer.loss.Loss;
import dev.rlvr4j.trainer.optim.OptimizerSettings;
import dev.rlvr4j.trainer.optim.Schedule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A fresh policy with its training client, as the checks drive it. */
final class Trainee implements AutoCloseable {
    /** A rate at which a step moves no weight, but says how long the gradient was. */
    static final double STANDSTILL = 1e-30;
    /** How far off the initial state a trainee of the map alone stands, as a share of each tensor's size. */
    private static final double OFF_THE_START = 0.1;

    private static final OptimizerSettings ALONG_GRADIENT =
            new OptimizerSettings(1, new Sgd(0, false, 0), 0, Schedule.CONSTANT, 0, 0);

    private final SetUp setUp;
    private final Policy policy;
    private final OptimizerSettings optimizer;
    private TrainingClient client;

    private Trainee(SetUp setUp, Policy policy, OptimizerSettings optimizer) {
        this.setUp = setUp;
        this.optimizer = optimizer;
        this.policy = policy;
        try {
            this.client = client(setUp.microBatchTokens());
        } catch (RuntimeException | Error e) {
            policy.close();
            throw e;
        }
    }

    /** One that learns as the recipe says. */
    static Trainee of(SetUp setUp, String name) {
        return new Trainee(setUp, setUp.parts().policy("doctor-" + name, key(setUp, name)), setUp.optimizer());
    }

    /**
     * One whose gradients are those of the method's map alone, and that steps along them, so that a step times a rate is known. It
     * stands off the initial state, where half of LoRA's tensors have no gradient.
     */
    static Trainee ofMap(SetUp setUp, String name, Scratch scratch) {
        Path begun = scratch.directory("begun");
        Policy whole = setUp.parts().policy("doctor-begun-" + name, key(setUp, name));
        try (Trainee method = new Trainee(setUp, whole, ALONG_GRADIENT)) {
            // What a method counts by steps begins to count, but nothing moves.
            method.move(method.sample("begun-" + name, 2), STANDSTILL);
            method.save(begun);
        }
        Policy map = setUp.parts().map("doctor-" + name, key(setUp, name));
        Trainee trainee = new Trainee(setUp, map, ALONG_GRADIENT);
        try {
            State.Direction off = new State.Direction(setUp.seed(), OFF_THE_START);
            trainee.load(new State(begun, trainee.trained())
                    .moved(off, 1, scratch.directory("off"))
                    .directory());
            return trainee;
        } catch (RuntimeException | Error e) {
            trainee.close();
            throw e;
        }
    }

    private static long key(SetUp setUp, String name) {
        return CounterRandom.key(setUp.seed(), name);
    }

    private TrainingClient client(int microBatchTokens) {
        return new TrainingClient(
                policy, setUp.parts().rollouts(), optimizer, microBatchTokens, () -> Torch.prepareThread(0));
    }

    /** Goes on with another micro-batch budget; gradients that have added up stay. */
    void budget(int microBatchTokens) {
        client.close();
        client = client(microBatchTokens);
    }

    /** Samples G completions of each prompt with the current weights, scored by 0. */
    List<Group> sample(String purpose, int groupSize) {
        publish();
        long key = CounterRandom.key(setUp.seed(), purpose);
        List<SampleRequest> requests = new ArrayList<>();
        for (int i = 0; i < setUp.prompts().size(); i++) {
            requests.add(new SampleRequest(
                    setUp.prompts().get(i), groupSize, setUp.sampling(), CounterRandom.key(key, i), null));
        }
        List<List<Completion>> completions = Await.result(client.sample(requests));
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            groups.add(scored(requests.get(i).prompt(), completions.get(i), c -> 0));
        }
        return groups;
    }

    private Group scored(Prompt prompt, List<Completion> completions, ToDoubleFunction<Completion> reward) {
        List<Score> scores = completions.stream()
                .map(c -> setUp.score(reward.applyAsDouble(c)))
                .toList();
        return new Group(prompt, completions, scores);
    }

    /** The groups with other scores. */
    List<Group> scored(List<Group> groups, ToDoubleFunction<Completion> reward) {
        return groups.stream()
                .map(g -> scored(g.prompt(), g.completions(), reward))
                .toList();
    }

    /** The batch of sampled groups, without advantages. */
    TrainingBatch batch(List<Group> groups) {
        return TrainingBatch.sampled(
                groups,
                setUp.algorithm().aggregation().withLimit(setUp.sampling().maxTokens()),
                setUp.sampling().temperature());
    }

    /** The batch with the advantages of the recipe for a reward, and the old log-probs that it asks for. */
    TrainingBatch rewarded(List<Group> groups, ToDoubleFunction<Completion> reward) {
        List<Group> scored = scored(groups, reward);
        TrainingBatch batch = batch(scored)
                .withAdvantages(setUp.algorithm().advantage().start().ofTokens(scored, null));
        return setUp.algorithm().old() == OldLogProbs.SAMPLER ? batch : batch.withOld(logProbs(batch));
    }

    /** The batch with advantages of 1 and -1 in turns, whatever was sampled. */
    TrainingBatch alternating(List<Group> groups) {
        TrainingBatch batch = batch(groups);
        double[] advantages = new double[batch.tokens()];
        for (int s = 0; s < batch.sequences(); s++) {
            Arrays.fill(advantages, batch.offsets()[s], batch.offsets()[s + 1], s % 2 == 0 ? 1 : -1);
        }
        return batch.withAdvantages(advantages);
    }

    /** Log-probs under the current weights, {@code [N]}. */
    float[] logProbs(TrainingBatch batch) {
        return Await.result(client.score(batch)).logProbs();
    }

    /** Log-probs under the base, {@code [N]}. */
    float[] baseLogProbs(TrainingBatch batch) {
        return Await.result(client.scoreBase(batch)).logProbs();
    }

    ForwardBackwardResult gradient(TrainingBatch batch, Loss loss) {
        return Await.result(client.forwardBackward(batch, loss));
    }

    OptimStepResult step(double learningRate) {
        return Await.result(client.optimStep(learningRate));
    }

    /** One visible step on sampled groups. */
    void move(List<Group> groups, double learningRate) {
        var gradient = gradient(alternating(groups), new LogProbLoss(0));
        var step = step(learningRate);
        if (step.skipped() != null) {
            throw new RlvrException("an optimizer step was skipped (" + step.skipped() + "; loss " + gradient.loss()
                    + "): the model gives numbers that are not finite");
        }
    }

    AdapterVersion publish() {
        return Await.result(client.publish());
    }

    void save(Path directory) {
        Await.result(client.saveState(directory));
    }

    void load(Path directory) {
        var unused = Await.result(client.loadState(directory));
    }

    List<String> trained() {
        return policy.trainableNames();
    }

    @Override
    public void close() {
        client.close();
        policy.close();
    }
}
