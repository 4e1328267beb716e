package dev.rlvr4j.rollout.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.CompiledModel;
import dev.rlvr4j.core.model.Policy;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.rollout.AdapterRegistry;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.Sampler;
import dev.rlvr4j.rollout.SamplingParams;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Samplers over two copies of a base, as on two GPUs, take one registry's versions. */
class ReplicaSamplingTest {
    private static final Path MODEL = Path.of("../rl-core/src/test/resources/golden/models/qwen2-tied");
    private static final int[] PROMPT = {3, 14, 15, 92, 65};

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    static Stream<Arguments> cases() {
        return Stream.of(Precision.FLOAT32, Precision.BFLOAT16)
                .flatMap(precision -> Stream.of(Lora.allLinear(3, 6), new FullFineTuning())
                        .map(method -> Arguments.of(precision, method)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void samplersOnBothGiveTheSameTokensAndLogProbs(Precision precision, AdapterMethod method) {
        try (BaseModel home = BaseModel.load(MODEL, Device.cpu(), precision);
                BaseModel other = BaseModel.load(MODEL, Device.cpu(), precision);
                AdapterRegistry adapters = new AdapterRegistry(1);
                TransformerPolicy policy = new TransformerPolicy(home, method, "a", 1, false);
                TransformerSampler here = new TransformerSampler(home, null, new SamplerSettings(8, 1L << 26, 4));
                TransformerSampler there = new TransformerSampler(other, null, new SamplerSettings(8, 1L << 26, 4))) {
            int[] last = sample(here, adapters).get(0).tokens();
            for (int version = 0; version < 2; version++) {
                train(policy);
                CompiledModel compiled = (CompiledModel) policy.compile();
                adapters.publish(compiled);
                List<Completion> expected = sample(here, adapters);
                List<Completion> actual = sample(there, adapters);
                assertThat(actual).hasSameSizeAs(expected);
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(actual.get(i).tokens())
                            .containsExactly(expected.get(i).tokens());
                    assertThat(actual.get(i).logProbs())
                            .containsExactly(expected.get(i).logProbs());
                    assertThat(actual.get(i).versions())
                            .isEqualTo(expected.get(i).versions());
                }
                assertThat(expected.get(0).tokens()).isNotEqualTo(last);
                last = expected.get(0).tokens();
            }
        }
    }

    private static List<Completion> sample(Sampler sampler, AdapterRegistry adapters) {
        SamplingParams params = new SamplingParams(1, 0, 1, 0, 24, Set.of(), List.of(), true);
        sampler.submit(0, new SampleRequest(new Prompt("t", "", PROMPT), 4, params, 7, null));
        List<Sampler.Finished> finished = new ArrayList<>();
        while (sampler.busy()) {
            finished.addAll(sampler.advance(adapters));
        }
        return finished.stream()
                .sorted(Comparator.comparingInt(Sampler.Finished::index))
                .map(Sampler.Finished::completion)
                .toList();
    }

    /** A large step, so that the samples change. */
    private static void train(Policy policy) {
        for (int step = 0; step < 2; step++) {
            try (Policy.Forward forward = policy.forward(
                    List.of(new SequenceGroup(PROMPT, List.of(new int[] {9, 8, 7, 6, 5, 4, 3, 2}))), 1)) {
                forward.backward(new float[] {-1, -1, -1, -1, -1, -1, -1, -1}, null);
            }
            policy.step(AdamW.DEFAULT, 3e-2, 1);
        }
    }
}
