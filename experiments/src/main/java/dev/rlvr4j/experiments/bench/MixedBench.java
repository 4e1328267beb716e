package dev.rlvr4j.experiments.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.adapter.Dora;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.adapter.Miss;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.adapter.Vera;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.rollout.AdapterRegistry;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.rollout.sampler.SamplerSettings;
import dev.rlvr4j.rollout.sampler.TransformerSampler;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Measures what it costs that the rows of one sampler batch are of eight models, against a batch of one model. */
public final class MixedBench {
    private static final int ROWS = 128;
    private static final int MODELS = 8;

    /** Tokens of each completion: enough for the prefill not to dominate. */
    private static final int TOKENS = 16;

    private final BenchShape shape;
    private final Device device;
    private final Precision precision;
    private final int rounds;

    /**
     * A benchmark.
     *
     * @param rounds measured rounds, after one that warms up
     */
    public MixedBench(BenchShape shape, Device device, Precision precision, int rounds) {
        this.shape = shape;
        this.device = device;
        this.precision = precision;
        this.rounds = rounds;
    }

    /** Runs it; blocks the calling thread, which becomes the sampler's. */
    public List<MixedBenchResult> run() {
        Torch.prepareThread(1);
        try (BaseModel base = BaseModel.random(shape.config(), 1, device, precision)) {
            return List.of(measure(base, "LoRA of ranks 1 to 16", loras()), measure(base, "mixed methods", methods()));
        }
    }

    private static Map<String, @Nullable AdapterMethod> loras() {
        Map<String, @Nullable AdapterMethod> all = new LinkedHashMap<>();
        int[] ranks = {1, 2, 4, 8, 8, 8, 16, 16};
        for (int i = 0; i < MODELS; i++) {
            all.put("lora-" + i, Lora.allLinear(ranks[i], 32));
        }
        return all;
    }

    private static Map<String, @Nullable AdapterMethod> methods() {
        TargetModules linear = TargetModules.allLinear();
        Map<String, @Nullable AdapterMethod> all = new LinkedHashMap<>();
        all.put("lora-4", Lora.allLinear(4, 32));
        all.put("lora-16", Lora.allLinear(16, 32));
        all.put("dora", new Dora(8, 32, false, linear, Map.of(), Map.of()));
        all.put("ia3", AdapterMethods.all().get("ia3"));
        all.put("vera", new Vera(16, 0.1, linear));
        all.put("miss", new Miss(8, Miss.Form.FULL, 1, linear));
        all.put("bitfit", AdapterMethods.all().get("bitfit"));
        all.put("base", null);
        return all;
    }

    /** Alternates batches of all models with batches of each alone, so that what else the machine does touches both alike. */
    private MixedBenchResult measure(BaseModel base, String name, Map<String, @Nullable AdapterMethod> models) {
        try (AdapterRegistry adapters = new AdapterRegistry(1);
                TransformerSampler sampler =
                        new TransformerSampler(base, null, new SamplerSettings(ROWS, 1L << 30, 8))) {
            models.forEach((adapter, method) -> {
                if (method != null) {
                    publish(base, adapters, adapter, method);
                }
            });
            List<String> names = List.copyOf(models.keySet());
            double[] mixed = new double[rounds];
            double[] alone = new double[rounds];
            double[] ratios = new double[rounds];
            for (int round = -1; round < rounds; round++) {
                int at = Math.max(round, 0);
                double sum = 0;
                double together = 0;
                for (String one : names) {
                    sum += seconds(sampler, adapters, List.of(one), models, round);
                    together += seconds(sampler, adapters, names, models, round);
                }
                alone[at] = sum / names.size();
                mixed[at] = together / names.size();
                ratios[at] = mixed[at] / alone[at];
            }
            double tokens = (double) ROWS * TOKENS;
            return new MixedBenchResult(
                    name,
                    precision.name().toLowerCase(java.util.Locale.ROOT),
                    names.size(),
                    ROWS,
                    tokens / median(alone),
                    tokens / median(mixed),
                    median(ratios));
        }
    }

    private static void publish(BaseModel base, AdapterRegistry adapters, String name, AdapterMethod method) {
        try (NDManager scope = base.newScope()) {
            Map<String, NDArray> tensors = method.initialise(base, CounterRandom.key(1, name), scope);
            adapters.publish(base.compile(method, tensors, new AdapterVersion(name, 0)));
        }
    }

    /** Seconds of a batch whose rows are of these models in equal parts. */
    private double seconds(
            TransformerSampler sampler,
            AdapterRegistry adapters,
            List<String> names,
            Map<String, @Nullable AdapterMethod> models,
            int round) {
        SamplingParams params = new SamplingParams(1, 0, 1, 0, TOKENS, Set.of(), List.of(), true);
        int prompts = ROWS / shape.groupSize();
        for (int i = 0; i < prompts; i++) {
            long seed = CounterRandom.key(round, i);
            int[] tokens = new int[shape.promptTokens()];
            for (int t = 0; t < tokens.length; t++) {
                tokens[t] = CounterRandom.below(seed, t, shape.config().vocabularySize());
            }
            String name = names.get(i % names.size());
            boolean ofBase = models.get(name) == null;
            sampler.submit(
                    i,
                    new SampleRequest(
                            new Prompt("bench", "", tokens),
                            shape.groupSize(),
                            params,
                            seed,
                            ofBase ? AdapterVersion.BASE : null,
                            ofBase ? null : name));
        }
        long start = System.nanoTime();
        int left = ROWS;
        while (left > 0) {
            left -= sampler.advance(adapters).size();
        }
        return (System.nanoTime() - start) * 1e-9;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
