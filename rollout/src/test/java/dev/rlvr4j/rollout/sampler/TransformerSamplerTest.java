package dev.rlvr4j.rollout.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.FinishReason;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.CompiledModel;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.model.TokenScores;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.rollout.AdapterRegistry;
import dev.rlvr4j.rollout.SamplingParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransformerSamplerTest extends SamplerFixture {
    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2-tied", "qwen2-untied", "qwen3"})
    void greedyContinuationsAreThoseOfTransformers(String name) throws IOException {
        BaseModel base = model(name);
        checkGreedy(GOLDEN.resolve("models/" + name), base, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "rslora", "lora_all_linear", "lora_patterns"})
    void greedyContinuationsOfAdaptersAreThoseOfPeft(String name) throws IOException {
        BaseModel base = model("qwen2-untied");
        checkGreedy(GOLDEN.resolve("adapters/" + name), base, base.loadAdapter(GOLDEN.resolve("adapters/" + name)));
    }

    private void checkGreedy(Path directory, BaseModel base, @Nullable CompiledModel adapter) throws IOException {
        AdapterRegistry adapters = registry();
        if (adapter != null) {
            adapters.publish(adapter);
        }
        TransformerSampler sampler = sampler(base, ROOMY);
        JsonNode cases = new ObjectMapper()
                .readTree(Files.readString(directory.resolve("expected.json")))
                .get("cases");
        SamplingParams greedy = new SamplingParams(0, 0, 1, 0, 12, Set.of(), List.of(), true);
        for (int i = 0; i < cases.size(); i++) {
            sampler.submit(i, request(ints(cases.get(i).get("input_ids")), 1, greedy, i, null));
        }
        Map<Long, List<Completion>> results = drain(sampler, adapters);
        for (int i = 0; i < cases.size(); i++) {
            assertThat(results.get((long) i).get(0).tokens())
                    .isEqualTo(ints(cases.get(i).get("greedy_continuation")));
        }
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    /** An adapter with B away from zero, so that it changes the distribution. */
    private CompiledModel adapter(BaseModel base, String name, long seed) {
        TransformerPolicy policy = opened(new TransformerPolicy(base, Lora.allLinear(4, 8), name, seed, false));
        policy.parameters().forEach((tensor, values) -> {
            if (tensor.contains("lora_B")) {
                float[] noise = new float[(int) values.size()];
                for (int i = 0; i < noise.length; i++) {
                    noise[i] = (float) (CounterRandom.uniform(seed, i) - 0.5);
                }
                try (var array = dev.rlvr4j.core.torch.Tensors.floats(
                        values.getManager(), noise, values.getShape().getShape())) {
                    dev.rlvr4j.core.torch.Tensors.on(base.device()).overwrite(values, array);
                }
            }
        });
        return (CompiledModel) policy.compile();
    }

    @Test
    void logProbsAreTheScorersWithFewRowsAndManyWaiting() {
        BaseModel base = model("qwen3");
        AdapterRegistry adapters = registry();
        CompiledModel compiled = adapter(base, "a", 7);
        adapters.publish(compiled);
        // 3 rows for 20 sequences of very different lengths: rows are refilled and moved all the time.
        TransformerSampler sampler = sampler(base, new SamplerSettings(3, 1L << 28, 3));
        Map<Long, int[]> prompts = new HashMap<>();
        for (long id = 0; id < 5; id++) {
            int[] prompt = randomPrompt(id, 1 + (int) (id * 7) % 17);
            prompts.put(id, prompt);
            sampler.submit(id, request(prompt, 4, plain(5 + (int) id * 6), id, null));
        }
        Map<Long, List<Completion>> results = drain(sampler, adapters);
        prompts.forEach((id, prompt) -> {
            assertThat(results.get(id)).hasSize(4);
            for (Completion completion : results.get(id)) {
                assertThat(completion.tokens()).hasSize(5 + (int) (long) id * 6);
                assertThat(completion.finishReason()).isEqualTo(FinishReason.LENGTH);
                assertThat(completion.versions())
                        .singleElement()
                        .satisfies(span -> assertThat(span.version()).isEqualTo(compiled.version()));
                checkAgreement(base, compiled.tensors(), prompt, completion);
            }
        });
    }

    @Test
    void aCompletionDoesNotDependOnItsNeighbours() {
        BaseModel base = model("qwen2-tied");
        int[] prompt = randomPrompt(5, 9);
        TransformerSampler alone = sampler(base, ROOMY);
        alone.submit(0, request(prompt, 3, plain(20), 42, null));
        List<Completion> expected = drain(alone, registry()).get(0L);

        TransformerSampler crowded = sampler(base, new SamplerSettings(4, 1L << 28, 7));
        for (long id = 1; id < 6; id++) {
            crowded.submit(id, request(randomPrompt(id, 12), 2, plain(11), id, null));
        }
        crowded.submit(0, request(prompt, 3, plain(20), 42, null));
        List<Completion> actual = drain(crowded, registry()).get(0L);
        for (int i = 0; i < 3; i++) {
            assertThat(actual.get(i).tokens()).isEqualTo(expected.get(i).tokens());
        }
        assertThat(expected.get(0).tokens()).isNotEqualTo(expected.get(1).tokens());
    }

    @Test
    void aPublishedVersionTakesOverBetweenTwoCallsAndSpansSaySo() {
        BaseModel base = model("llama");
        AdapterRegistry adapters = registry();
        TransformerSampler sampler = sampler(base, ROOMY);
        sampler.submit(1, request(randomPrompt(3, 6), 2, plain(12), 9, null));
        assertThat(sampler.advance(adapters)).isEmpty();
        adapters.publish(adapter(base, "a", 1));
        List<Completion> completions = drain(sampler, adapters).get(1L);
        for (Completion completion : completions) {
            assertThat(completion.versions()).hasSize(2);
            assertThat(completion.versions().get(0).version()).isEqualTo(AdapterVersion.BASE);
            assertThat(completion.versions().get(0).end()).isEqualTo(4);
            assertThat(completion.versions().get(1).version()).isEqualTo(new AdapterVersion("a", 0));
            assertThat(completion.versions().get(1).end()).isEqualTo(12);
        }
    }

    @Test
    void aPinnedVersionStaysAndOthersWaitTheirTurn() {
        BaseModel base = model("llama");
        AdapterRegistry adapters = registry();
        CompiledModel compiled = adapter(base, "a", 1);
        adapters.publish(compiled);
        TransformerSampler sampler = sampler(base, ROOMY);
        int[] prompt = randomPrompt(3, 6);
        sampler.submit(1, request(prompt, 2, plain(10), 1, AdapterVersion.BASE));
        sampler.submit(2, request(prompt, 2, plain(10), 2, null));
        sampler.submit(3, request(prompt, 2, plain(10), 3, AdapterVersion.BASE));
        Map<Long, List<Completion>> results = drain(sampler, adapters);
        results.get(1L).forEach(c -> checkAgreement(base, base.tensors(), prompt, c));
        results.get(2L).forEach(c -> checkAgreement(base, compiled.tensors(), prompt, c));
        results.get(3L).forEach(c -> checkAgreement(base, base.tensors(), prompt, c));
        assertThat(adapters.stats().inUse()).isZero();
    }

    @Test
    void sampledFrequenciesFollowTheModelAndItsCuts() {
        BaseModel base = model("qwen2-untied");
        int[] prompt = randomPrompt(11, 5);
        double[] p = nextTokenProbabilities(base, prompt);
        TransformerSampler sampler = sampler(base, new SamplerSettings(512, 1L << 28, 1));
        int n = 4096;
        sampler.submit(0, request(prompt, n, plain(1), 1, null));
        SamplingParams top5 = new SamplingParams(1, 5, 1, 0, 1, Set.of(), List.of(), true);
        SamplingParams nucleus = new SamplingParams(1, 0, 0.3, 0, 1, Set.of(), List.of(), true);
        SamplingParams minP = new SamplingParams(1, 0, 1, 0.5, 1, Set.of(), List.of(), true);
        sampler.submit(1, request(prompt, n, top5, 2, null));
        sampler.submit(2, request(prompt, n, nucleus, 3, null));
        sampler.submit(3, request(prompt, n, minP, 4, null));
        Map<Long, List<Completion>> results = drain(sampler, registry());
        int[] counts = new int[p.length];
        results.get(0L).forEach(c -> counts[c.tokens()[0]]++);
        double chiSquared = 0;
        for (int i = 0; i < p.length; i++) {
            chiSquared += Math.pow(counts[i] - n * p[i], 2) / (n * p[i]);
        }
        assertThat(chiSquared).as("chi squared with 127 degrees of freedom").isLessThan(200);

        Integer[] order = java.util.stream.IntStream.range(0, p.length).boxed().toArray(Integer[]::new);
        java.util.Arrays.sort(order, (a, b) -> Double.compare(p[b], p[a]));
        assertThat(distinct(results.get(1L))).isEqualTo(Set.of(java.util.Arrays.copyOf(order, 5)));
        Set<Integer> inNucleus = new HashSet<>();
        double before = 0;
        for (int i = 0; before < 0.3; i++) {
            inNucleus.add(order[i]);
            before += p[order[i]];
        }
        assertThat(distinct(results.get(2L))).isEqualTo(inNucleus);
        Set<Integer> likely = new HashSet<>();
        for (int i = 0; i < p.length; i++) {
            if (p[i] >= 0.5 * p[order[0]]) {
                likely.add(i);
            }
        }
        assertThat(distinct(results.get(3L))).isEqualTo(likely);
        // The log-prob is the model's own, before any cut.
        Completion cut = results.get(1L).get(0);
        assertThat((double) cut.logProbs()[0]).isCloseTo(Math.log(p[cut.tokens()[0]]), within(1e-4));
    }

    private static Set<Integer> distinct(List<Completion> completions) {
        Set<Integer> tokens = new HashSet<>();
        completions.forEach(c -> tokens.add(c.tokens()[0]));
        return tokens;
    }

    private static double[] nextTokenProbabilities(BaseModel base, int[] prompt) {
        double[] p = new double[base.config().vocabularySize()];
        int[] text = java.util.Arrays.copyOf(prompt, prompt.length + 1);
        for (int token = 0; token < p.length; token++) {
            text[prompt.length] = token;
            p[token] = Math.exp(base.score(base.tensors(), text).logProbs()[prompt.length - 1]);
        }
        return p;
    }

    @Test
    void temperatureDividesTheLogitsInSamplerAndTrainerAlike() {
        BaseModel base = model("qwen3");
        TransformerPolicy policy = opened(new TransformerPolicy(base, Lora.allLinear(2, 4), "p", 0, false));
        int[] prompt = randomPrompt(2, 8);
        SamplingParams hot = new SamplingParams(1.7, 0, 1, 0, 15, Set.of(), List.of(), true);
        TransformerSampler sampler = sampler(base, ROOMY);
        sampler.submit(0, request(prompt, 6, hot, 5, null));
        List<Completion> completions = drain(sampler, registry()).get(0L);
        TokenScores scores = policy.score(
                List.of(new SequenceGroup(
                        prompt, completions.stream().map(Completion::tokens).toList())),
                1.7);
        int n = 0;
        for (Completion completion : completions) {
            for (float q : completion.logProbs()) {
                assertThat((double) q).isCloseTo(scores.logProbs()[n++], within(1e-4));
            }
        }
    }
}
