package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.SelectiveTuning;
import dev.rlvr4j.core.optim.AdamW;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Full fine-tuning of some tensors and heads. */
class SelectiveTuningTest {
    private static final int[] IDS = {3, 17, 5, 9, 40, 2, 31, 8, 21, 13};
    private static final String ATTENTION = "model.layers.1.self_attn.";

    @TempDir
    Path directory;

    private BaseModel base;

    @BeforeEach
    void load() {
        Torch.prepareThread(1);
        base = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32);
    }

    @AfterEach
    void close() {
        base.close();
    }

    private TransformerPolicy trained(SelectiveTuning method) {
        TransformerPolicy policy = new TransformerPolicy(base, method, "a", 1, false);
        List<SequenceGroup> groups = TinyModels.groups(3, base.config().vocabularySize());
        try (Policy.Forward forward = policy.forward(groups, 1)) {
            forward.backward(TinyModels.noise(1, TinyModels.size(groups), 1), null);
        }
        policy.step(AdamW.DEFAULT, 0.01, 1);
        return policy;
    }

    /** Head 3 of the last layer: its 16 query rows, output columns, and the rows of key head 1, which it reads. */
    @Test
    void aHeadIsItsRowsAndColumns() {
        SelectiveTuning method = new SelectiveTuning(List.of(), Map.of(1, List.of(3)));
        try (TransformerPolicy policy = trained(method);
                NDManager scope = base.newScope();
                Gradients.Mode off = Gradients.recording(false)) {
            assertThat(policy.trainableParameters()).isEqualTo(4 * 16 * 64 + 3 * 16);
            method.compile(base, policy.parameters(), scope).weights().forEach((name, weight) -> {
                float[] before = base.weight(name, scope).toFloatArray();
                float[] after = weight.toFloatArray();
                long columns = weight.getShape().dimension() == 1
                        ? 1
                        : weight.getShape().get(1);
                TreeSet<Long> changed = new TreeSet<>();
                for (int i = 0; i < before.length; i++) {
                    if (before[i] != after[i]) {
                        changed.add(name.contains("o_proj") ? i % columns : i / columns);
                    }
                }
                long first = name.contains("q_proj") || name.contains("o_proj") ? 48 : 16;
                assertThat(changed.first()).as(name).isGreaterThanOrEqualTo(first);
                assertThat(changed.last()).as(name).isLessThan(first + 16);
                // A key's bias moves all scores of a query alike.
                assertThat(changed.size()).as(name).isGreaterThan(name.endsWith("k_proj.bias") ? 0 : 12);
            });
            assertThat(method.compile(base, policy.parameters(), scope).weights())
                    .containsOnlyKeys(
                            ATTENTION + "q_proj.weight",
                            ATTENTION + "q_proj.bias",
                            ATTENTION + "k_proj.weight",
                            ATTENTION + "k_proj.bias",
                            ATTENTION + "v_proj.weight",
                            ATTENTION + "v_proj.bias",
                            ATTENTION + "o_proj.weight");
        }
    }

    @Test
    void tensorsAndHeadsTogetherAreWrittenAsACheckpoint() {
        SelectiveTuning method =
                new SelectiveTuning(List.of("model\\.norm\\.weight", ".*0.*gate_proj.*"), Map.of(0, List.of(0, 2)));
        try (TransformerPolicy policy = trained(method);
                CompiledModel compiled = (CompiledModel) policy.compile()) {
            policy.saveAdapter(directory);
            try (BaseModel read = BaseModel.load(directory, Device.cpu(), Precision.FLOAT32)) {
                assertThat(read.score(read.tensors(), IDS).logProbs())
                        .isEqualTo(base.score(compiled.tensors(), IDS).logProbs());
            }
        }
    }

    @Test
    void whatIsNotThereIsRefused() {
        refused(new SelectiveTuning(List.of(".*experts.*"), Map.of()), "'.*experts.*' names no tensor");
        refused(new SelectiveTuning(List.of(), Map.of(2, List.of(0))), "names layer 2", "0 to 1");
        refused(new SelectiveTuning(List.of(), Map.of(1, List.of(4))), "layer 1, head 4", "0 to 3");
        refused(new SelectiveTuning(List.of(".*q_proj.*"), Map.of(1, List.of(0))), "q_proj.weight is named among");
        assertThatThrownBy(() -> new SelectiveTuning(List.of(), Map.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("trains nothing");
    }

    private void refused(SelectiveTuning method, String... mentions) {
        assertThatThrownBy(() -> method.shapes(base))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(mentions)
                .hasMessageNotContaining("\n");
    }
}
