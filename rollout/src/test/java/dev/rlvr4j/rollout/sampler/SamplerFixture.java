package dev.rlvr4j.rollout.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.ModelTensors;
import dev.rlvr4j.core.model.TokenScores;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.rollout.AdapterRegistry;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.Sampler;
import dev.rlvr4j.rollout.SamplingParams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Golden models, samplers over them and the checks that sampler tests share. */
abstract class SamplerFixture {
    static final Path GOLDEN = Path.of("../rl-core/src/test/resources/golden");
    static final SamplerSettings ROOMY = new SamplerSettings(64, 1L << 28, 4);

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    BaseModel model(String name) {
        return opened(BaseModel.load(GOLDEN.resolve("models/" + name), Device.cpu(), Precision.FLOAT32));
    }

    TransformerSampler sampler(BaseModel base, SamplerSettings settings) {
        return opened(new TransformerSampler(base, null, settings));
    }

    AdapterRegistry registry() {
        return opened(new AdapterRegistry(2));
    }

    static Map<Long, List<Completion>> drain(Sampler sampler, AdapterRegistry adapters) {
        Map<Long, Map<Integer, Completion>> found = new HashMap<>();
        while (sampler.busy()) {
            for (Sampler.Finished finished : sampler.advance(adapters)) {
                Completion twice = found.computeIfAbsent(finished.id(), id -> new HashMap<>())
                        .put(finished.index(), finished.completion());
                assertThat(twice).as("a completion delivered twice").isNull();
            }
        }
        Map<Long, List<Completion>> result = new HashMap<>();
        found.forEach((id, byIndex) -> {
            List<Completion> list = new ArrayList<>();
            for (int i = 0; i < byIndex.size(); i++) {
                list.add(byIndex.get(i));
            }
            result.put(id, list);
        });
        return result;
    }

    static SampleRequest request(
            int[] prompt, int completions, SamplingParams params, long seed, @Nullable AdapterVersion version) {
        return new SampleRequest(new Prompt("t" + seed, "", prompt), completions, params, seed, version);
    }

    static SamplingParams plain(int maxTokens) {
        return new SamplingParams(1, 0, 1, 0, maxTokens, Set.of(), List.of(), true);
    }

    static int[] randomPrompt(long seed, int length) {
        int[] prompt = new int[length];
        for (int i = 0; i < length; i++) {
            prompt[i] = CounterRandom.below(seed, i, 128);
        }
        return prompt;
    }

    static void checkAgreement(BaseModel base, ModelTensors model, int[] prompt, Completion completion) {
        int[] all = new int[prompt.length + completion.tokens().length];
        System.arraycopy(prompt, 0, all, 0, prompt.length);
        System.arraycopy(completion.tokens(), 0, all, prompt.length, completion.tokens().length);
        TokenScores scores = base.score(model, all);
        for (int t = 0; t < completion.tokens().length; t++) {
            assertThat((double) completion.logProbs()[t])
                    .isCloseTo(scores.logProbs()[prompt.length - 1 + t], within(1e-4));
        }
    }
}
