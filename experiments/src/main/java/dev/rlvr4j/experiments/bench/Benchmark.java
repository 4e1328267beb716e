package dev.rlvr4j.experiments.bench;

import ai.djl.Device;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.Policy;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.experiments.run.PeakMemory;
import dev.rlvr4j.rollout.RolloutPool;
import dev.rlvr4j.rollout.RolloutSettings;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.rollout.sampler.SamplerSettings;
import dev.rlvr4j.rollout.sampler.TransformerSampler;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Measures one shape in one compute type: a few GRPO-like steps with random weights, LoRA r 8 on all linear layers. */
public final class Benchmark {
    private static final int MICRO_BATCH_TOKENS = 2048;

    private final BenchShape shape;
    private final Device device;
    private final Precision precision;
    private final Quantisation quantisation;
    private final RolloutSettings rollout;
    private final int steps;

    /**
     * A benchmark.
     *
     * @param quantisation how linear layers are kept
     * @param steps measured steps, after one that warms up
     */
    public Benchmark(
            BenchShape shape,
            Device device,
            Precision precision,
            Quantisation quantisation,
            RolloutSettings rollout,
            int steps) {
        this.shape = shape;
        this.device = device;
        this.precision = precision;
        this.quantisation = quantisation;
        this.rollout = rollout;
        this.steps = steps;
    }

    /** Runs it; blocks the calling thread, which becomes the trainer's. */
    public BenchResult run() {
        Torch.prepareThread(0);
        double flops = MatmulRate.measure(device, precision);
        Vertx vertx = Vertx.vertx();
        try (BaseModel base = BaseModel.random(shape.config(), 1, device, precision, quantisation);
                RolloutPool pool = pool(vertx, base);
                Policy policy = new TransformerPolicy(base, Lora.allLinear(8, 32), "bench", 2, false)) {
            PeakMemory.restart(); // making random weights takes more than reading a checkpoint
            double[] rollouts = new double[steps];
            double[] trainings = new double[steps];
            double[] swaps = new double[steps];
            for (int step = -1; step < steps; step++) {
                int at = Math.max(step, 0);
                swaps[at] = swap(pool, policy);
                long start = System.nanoTime();
                List<List<Completion>> sampled = pool.sample(requests(step))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
                rollouts[at] = seconds(start);
                start = System.nanoTime();
                train(policy, sampled);
                trainings[at] = seconds(start);
            }
            // The best of before and after: the machine may have been busy at one of them.
            flops = Math.max(flops, MatmulRate.measure(device, precision));
            return result(base.byteSize(), flops, median(rollouts), median(trainings), median(swaps));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private RolloutPool pool(Vertx vertx, BaseModel base) {
        SamplerSettings settings =
                new SamplerSettings(rollout.maxRows(), rollout.kvCacheBytes(), rollout.stepsPerCall());
        return RolloutPool.start(
                        vertx,
                        rollout,
                        worker -> new TransformerSampler(base, null, settings),
                        () -> Torch.prepareThread(rollout.threadsPerWorker()))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static double swap(RolloutPool pool, Policy policy) {
        long start = System.nanoTime();
        pool.publish(policy.compile()).toCompletionStage().toCompletableFuture().join();
        return seconds(start);
    }

    private List<SampleRequest> requests(int step) {
        SamplingParams params = new SamplingParams(1, 0, 1, 0, shape.completionTokens(), Set.of(), List.of(), true);
        List<SampleRequest> requests = new ArrayList<>();
        for (int i = 0; i < shape.prompts(); i++) {
            long seed = CounterRandom.key(step, i);
            int[] tokens = new int[shape.promptTokens()];
            for (int t = 0; t < tokens.length; t++) {
                tokens[t] = CounterRandom.below(seed, t, shape.config().vocabularySize());
            }
            requests.add(new SampleRequest(new Prompt("bench", "", tokens), shape.groupSize(), params, seed, null));
        }
        return requests;
    }

    private void train(Policy policy, List<List<Completion>> sampled) {
        List<SequenceGroup> groups = new ArrayList<>();
        List<SampleRequest> requests = requests(0);
        for (int i = 0; i < sampled.size(); i++) {
            groups.add(new SequenceGroup(
                    requests.get(i).prompt().tokens(),
                    sampled.get(i).stream().map(Completion::tokens).toList()));
        }
        int from = 0;
        while (from < groups.size()) {
            int to = from;
            int tokens = 0;
            while (to < groups.size() && tokens < MICRO_BATCH_TOKENS) {
                tokens += groups.get(to++).computedTokens();
            }
            try (Policy.Forward forward = policy.forward(groups.subList(from, to), 1)) {
                float[] gradient = new float[forward.scores().logProbs().length];
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] = (float) (CounterRandom.uniform(from, i) - 0.5) / gradient.length;
                }
                forward.backward(gradient, null);
            }
            from = to;
        }
        policy.gradientNorm();
        policy.step(AdamW.DEFAULT, 1e-5, 1);
    }

    private BenchResult result(
            long baseBytes, double flops, double rolloutSeconds, double trainSeconds, double swapSeconds) {
        double sampled = (double) shape.completions() * shape.completionTokens();
        double trained = (double) shape.completions() * (shape.promptTokens() + shape.completionTokens());
        double rolloutRate = sampled / rolloutSeconds;
        double trainRate = trained / trainSeconds;
        return new BenchResult(
                shape.name(),
                precision.name().toLowerCase(java.util.Locale.ROOT),
                quantisation.label(),
                baseBytes,
                8.0 * (baseBytes - shape.otherWeights() * precision.bytes()) / shape.linearWeights(),
                shape.formatBits(quantisation, precision),
                rolloutRate,
                trainRate,
                rolloutSeconds + trainSeconds + swapSeconds,
                swapSeconds * 1e3,
                PeakMemory.bytes(),
                rolloutRate * 2 * shape.matmulWeights() / flops,
                trainRate * 4 * shape.matmulWeights() / flops,
                flops);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
