package dev.rlvr4j.rollout.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.loop.VersionSpan;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.CompiledModel;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.rollout.AdapterRegistry;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sampling by every registered adapter method, alone and all in one batch; a new method is tested here without being named. */
class MixedBatchTest extends SamplerFixture {
    private static final int[] PROMPT = randomPrompt(3, 7);

    static Iterable<String> methods() {
        return AdapterMethods.names();
    }

    private static AdapterMethod method(String name) {
        return java.util.Objects.requireNonNull(AdapterMethods.all().get(name));
    }

    private static SampleRequest of(int[] prompt, int completions, int most, long seed, @Nullable String adapter) {
        SampleRequest request = request(prompt, completions, plain(most), seed, null);
        return adapter == null
                ? request(prompt, completions, plain(most), seed, AdapterVersion.BASE)
                : request.following(adapter);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theSamplersLogProbsAreTheTrainers(String name) {
        for (String model : List.of("qwen2-untied", "qwen3")) {
            BaseModel base = model(model);
            TransformerPolicy policy = opened(Moved.policy(base, method(name), "a", 1));
            AdapterRegistry adapters = registry();
            adapters.publish(policy.compile());
            TransformerSampler sampler = sampler(base, ROOMY);
            sampler.submit(0, of(PROMPT, 3, 14, 5, "a"));
            List<Completion> completions = drain(sampler, adapters).get(0L);
            float[] trainers = policy.score(
                            List.of(new SequenceGroup(
                                    PROMPT,
                                    completions.stream().map(Completion::tokens).toList())),
                            1)
                    .logProbs();
            int n = 0;
            for (Completion completion : completions) {
                for (float logProb : completion.logProbs()) {
                    assertThat((double) logProb).as("%s, token %d", model, n).isCloseTo(trainers[n++], within(1e-5));
                }
            }
        }
    }

    /** Adapters by name: every method, and what none of them may have. */
    private Map<String, CompiledModel> all(BaseModel base) {
        Map<String, CompiledModel> all = new LinkedHashMap<>();
        long seed = 1;
        for (String name : AdapterMethods.names()) {
            try (TransformerPolicy policy = Moved.policy(base, method(name), name, seed++)) {
                all.put(name, (CompiledModel) policy.compile());
            }
        }
        for (Extended method : List.of(new Extended(3, false), new Extended(5, true), new Extended(0, false))) {
            all.put(method.toString(), base.compile(method, Map.of(), new AdapterVersion(method.toString(), 0)));
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2-tied", "qwen2-untied", "qwen3"})
    void aBatchOfAllMethodsGivesWhatEachGivesAlone(String model) {
        BaseModel base = model(model);
        AdapterRegistry adapters = registry();
        Map<String, CompiledModel> all = all(base);
        all.values().forEach(adapters::publish);
        List<@Nullable String> names = new ArrayList<>(all.keySet());
        names.add(null); // the base
        Map<Long, Completion> alone = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            TransformerSampler sampler = sampler(base, ROOMY);
            sampler.submit(i, of(PROMPT, 1, 6 + i % 5, i, names.get(i)));
            sampler.submit(100 + i, of(new int[] {9}, 1, 9, i, names.get(i)));
            drain(sampler, adapters).forEach((id, completions) -> alone.put(id, completions.get(0)));
        }
        // Fewer rows than sequences: rows are refilled and moved, and the mixture changes all the time.
        TransformerSampler sampler = sampler(base, new SamplerSettings(48, 1L << 28, 2));
        for (int i = 0; i < names.size(); i++) {
            sampler.submit(i, of(PROMPT, 1, 6 + i % 5, i, names.get(i)));
            sampler.submit(100 + i, of(new int[] {9}, 1, 9, i, names.get(i)));
        }
        Map<Long, List<Completion>> mixed = drain(sampler, adapters);
        assertThat(mixed).hasSameSizeAs(alone);
        alone.forEach((id, expected) -> {
            Completion actual = mixed.get(id).get(0);
            String name = names.get((int) (id % 100));
            assertThat(actual.tokens()).as("%s", name).isEqualTo(expected.tokens());
            assertThat(actual.versions()).as("%s", name).isEqualTo(expected.versions());
            for (int t = 0; t < actual.logProbs().length; t++) {
                assertThat((double) actual.logProbs()[t])
                        .as("%s", name)
                        .isCloseTo(expected.logProbs()[t], within(1e-5));
            }
        });
        Set<List<Integer>> different = new java.util.HashSet<>();
        alone.values().forEach(c -> {
            List<Integer> bits = new ArrayList<>();
            for (float logProb : c.logProbs()) {
                bits.add(Float.floatToIntBits(logProb));
            }
            different.add(bits);
        });
        assertThat(different).as("every adapter is another model").hasSameSizeAs(alone.keySet());
        assertThat(adapters.stats().inUse()).isZero();
    }

    @Test
    void logProbsBehindVirtualTokensAreTheScorers() {
        BaseModel base = model("qwen3");
        for (Extended method : List.of(new Extended(4, false), new Extended(4, true), new Extended(0, false))) {
            AdapterRegistry adapters = registry();
            CompiledModel compiled = base.compile(method, Map.of(), new AdapterVersion("v", 1));
            adapters.publish(compiled);
            TransformerSampler sampler = sampler(base, ROOMY);
            int[] one = {5};
            sampler.submit(0, request(PROMPT, 2, plain(9), 1, null));
            sampler.submit(1, request(one, 2, plain(9), 2, null));
            Map<Long, List<Completion>> results = drain(sampler, adapters);
            results.get(0L).forEach(c -> checkAgreement(base, compiled.tensors(), PROMPT, c));
            results.get(1L).forEach(c -> checkAgreement(base, compiled.tensors(), one, c));
        }
    }

    @Test
    void eachSequenceFollowsItsOwnAdapter() {
        BaseModel base = model("llama");
        AdapterRegistry adapters = registry();
        publish(adapters, base, "a", 0);
        publish(adapters, base, "b", 0);
        TransformerSampler sampler = sampler(base, ROOMY);
        sampler.submit(0, of(PROMPT, 1, 12, 1, "a"));
        sampler.submit(1, of(PROMPT, 1, 12, 2, "b"));
        sampler.submit(2, request(PROMPT, 1, plain(12), 3, new AdapterVersion("a", 0)));
        sampler.submit(3, of(PROMPT, 1, 12, 4, null));
        sampler.submit(4, request(PROMPT, 1, plain(12), 5, null));
        assertThat(sampler.advance(adapters)).isEmpty();
        publish(adapters, base, "a", 1);
        Map<Long, List<Completion>> results = drain(sampler, adapters);

        assertThat(spans(results, 0)).isEqualTo(List.of(span(0, 4, "a", 0), span(4, 12, "a", 1)));
        assertThat(spans(results, 1)).isEqualTo(List.of(span(0, 12, "b", 0)));
        assertThat(spans(results, 2)).isEqualTo(List.of(span(0, 12, "a", 0)));
        assertThat(spans(results, 3)).isEqualTo(List.of(span(0, 12, "base", 0)));
        assertThat(spans(results, 4)).isEqualTo(List.of(span(0, 4, "b", 0), span(4, 12, "a", 1)));
        assertThat(adapters.stats().inUse()).isZero();
    }

    private static void publish(AdapterRegistry adapters, BaseModel base, String name, int number) {
        adapters.publish(base.compile(new Extended(0, false), Map.of(), new AdapterVersion(name, number)));
    }

    private static List<VersionSpan> spans(Map<Long, List<Completion>> results, long id) {
        return results.get(id).get(0).versions();
    }

    private static VersionSpan span(int start, int end, String adapter, long number) {
        return new VersionSpan(start, end, new AdapterVersion(adapter, number));
    }

    @Test
    void virtualTokensCountInTheContext() {
        BaseModel base = model("qwen3");
        int context = base.config().contextLength();
        AdapterRegistry adapters = registry();
        adapters.publish(base.compile(new Extended(4, true), Map.of(), new AdapterVersion("v", 1)));
        SamplingParams params = plain(5);
        TransformerSampler sampler = sampler(base, ROOMY);
        sampler.submit(0, new SampleRequest(new Prompt("fits", "", new int[context - 9]), 1, params, 1, null));
        assertThat(drain(sampler, adapters).get(0L).get(0).tokens()).hasSize(5);

        TransformerSampler other = sampler(base, ROOMY);
        other.submit(0, request(PROMPT, 1, params, 1, null));
        assertThat(other.advance(adapters)).isEmpty();
        other.submit(1, new SampleRequest(new Prompt("long", "", new int[context - 8]), 1, params, 1, null));
        assertThatThrownBy(() -> other.advance(adapters))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("task 'long'")
                .hasMessageContaining("4 virtual tokens of adapter v@1");
    }

    @Test
    void anAdapterThatWasNeverPublishedIsAnError() {
        TransformerSampler sampler = sampler(model("qwen3"), ROOMY);
        sampler.submit(0, of(PROMPT, 1, 2, 1, "nobody"));
        AdapterRegistry adapters = registry();
        assertThatThrownBy(() -> sampler.advance(adapters))
                .isInstanceOf(RlvrException.class)
                .hasMessageContaining("no version of adapter 'nobody'");
    }
}
