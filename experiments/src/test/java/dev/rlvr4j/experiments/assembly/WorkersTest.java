package dev.rlvr4j.experiments.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import dev.rlvr4j.core.adapter.FullFineTuning;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.loop.Completion;
import dev.rlvr4j.core.loop.Prompt;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.Policy;
import dev.rlvr4j.core.model.SequenceGroup;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.experiments.config.ModelSection;
import dev.rlvr4j.rollout.RolloutSettings;
import dev.rlvr4j.rollout.SampleRequest;
import dev.rlvr4j.rollout.SamplingParams;
import dev.rlvr4j.trainer.Await;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The layout of several GPUs, with the CPU in the place of each. */
class WorkersTest {
    private static final String MODEL = "../rl-core/src/test/resources/golden/models/qwen3";
    private static final List<Device> TWO = List.of(Device.cpu(), Device.cpu());

    private static LoadedModel open(List<Device> devices) {
        return LoadedModel.open(
                new ModelSection(MODEL, null, Precision.FLOAT32, Quantisation.NONE, "cpu", false, null),
                LocalDate.of(2026, 1, 1),
                devices);
    }

    private static RolloutSettings workers(int count) {
        return new RolloutSettings(count, 1, 16, 1L << 26, 4, 2, 0);
    }

    @Test
    void eachGpuGetsAWorkerUnlessTheSettingsSayOtherwise() {
        List<Device> gpus = List.of(Device.gpu(0), Device.gpu(1), Device.gpu(2));
        assertThat(Workers.on(gpus, workers(0)).workers()).isEqualTo(3);
        assertThat(Workers.on(List.of(Device.gpu(1)), workers(0)).workers()).isEqualTo(1);
        assertThat(Workers.on(gpus, workers(2)).workers()).isEqualTo(2);
        assertThat(Workers.on(List.of(Device.cpu()), workers(0))).isEqualTo(workers(0));
    }

    @Test
    void furtherBasesAreLoadedOnceWhereAskedForAndClosedWithTheModel() {
        LoadedModel model = open(TWO);
        assertThat(model.bases(1)).containsExactly(model.base());
        List<BaseModel> both = model.bases(5);
        assertThat(both).hasSize(2).startsWith(model.base()).doesNotHaveDuplicates();
        assertThat(model.bases(2)).isEqualTo(both);
        assertThat(model.bases(1)).containsExactly(model.base());
        assertThat(both.get(1).fingerprint()).isEqualTo(model.base().fingerprint());
        model.close();
        both.forEach(base -> assertThatThrownBy(base::newScope).hasMessageContaining("closed"));
    }

    @Test
    void workersOnSeveralDevicesSampleAsOneDoes() {
        try (LoadedModel one = open(List.of(Device.cpu()));
                LoadedModel two = open(TWO);
                Workers single = Workers.start(one, workers(1));
                Workers several = Workers.start(two, workers(3))) {
            assertThat(several.pool().workers()).isEqualTo(3);
            check(single, several, AdapterVersion.BASE);
            for (var method : List.of(Lora.allLinear(2, 8), new FullFineTuning())) {
                publish(one, single, method);
                check(single, several, publish(two, several, method));
            }
        }
    }

    private static AdapterVersion publish(
            LoadedModel model, Workers workers, dev.rlvr4j.core.adapter.AdapterMethod method) {
        try (TransformerPolicy policy = new TransformerPolicy(model.base(), method, method.name(), 1, false)) {
            int[] completion = {5, 6, 7, 8, 9};
            try (Policy.Forward forward =
                    policy.forward(List.of(new SequenceGroup(new int[] {1, 2}, List.of(completion))), 1)) {
                forward.backward(new float[] {-1, -1, -1, -1, -1}, null);
            }
            policy.step(AdamW.DEFAULT, 3e-2, 1);
            Await.result(workers.pool().publish(policy.compile()));
            return policy.version();
        }
    }

    /** Every worker gets two of the requests. */
    private static void check(Workers single, Workers several, AdapterVersion version) {
        SamplingParams params = new SamplingParams(1, 0, 1, 0, 12, Set.of(), List.of(), true);
        List<SampleRequest> requests = IntStream.range(0, 6)
                .mapToObj(i -> new SampleRequest(
                        new Prompt("task " + i, "", new int[] {1, 20 + i, 30, 40}), 2, params, i, null))
                .toList();
        List<List<Completion>> expected = Await.result(single.pool().sample(requests));
        List<List<Completion>> actual = Await.result(several.pool().sample(requests));
        for (int i = 0; i < requests.size(); i++) {
            for (int j = 0; j < 2; j++) {
                Completion completion = actual.get(i).get(j);
                assertThat(completion.tokens())
                        .containsExactly(expected.get(i).get(j).tokens());
                assertThat(completion.versions())
                        .singleElement()
                        .satisfies(span -> assertThat(span.version()).isEqualTo(version));
            }
        }
    }
}
