package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Dora;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.adapter.VbLora;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gradients of methods whose own finite differences say something else. */
class InexactGradientsTest {
    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    private static BaseModel base() {
        return BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32);
    }

    @Test
    void vbLoraWithoutAChoiceIsSmooth() {
        VbLora method = new VbLora(3, 6, 16, 6, TargetModules.allLinear());
        try (BaseModel base = base();
                TransformerPolicy policy = FiniteDifferences.moved(base, method)) {
            FiniteDifferences.check(policy, base.config().vocabularySize());
        }
    }

    @Test
    void doraTakesItsNormForAConstant() {
        Dora dora = new Dora(4, 8, false, TargetModules.named("q_proj", "down_proj"), Map.of(), Map.of());
        try (BaseModel base = base();
                TransformerPolicy policy = FiniteDifferences.moved(base, dora);
                NDManager scope = base.newScope()) {
            Map<Site, NDArray> norms = new HashMap<>();
            dora.compile(base, policy.parameters(), scope).edits().forEach((site, edit) -> {
                NDArray length =
                        Objects.requireNonNull(policy.parameters().get(site.name() + ".lora_magnitude_vector"));
                norms.put(
                        site,
                        length.div(Objects.requireNonNull(edit.outScale())).stopGradient());
            });
            List<SequenceGroup> groups = TinyModels.groups(3, base.config().vocabularySize());
            float[] gl = TinyModels.noise(1, TinyModels.size(groups), 1);
            try (TransformerPolicy constant = FiniteDifferences.moved(base, new ConstantNorm(dora, norms))) {
                for (TransformerPolicy each : List.of(policy, constant)) {
                    try (Policy.Forward forward = each.forward(groups, 1)) {
                        forward.backward(gl, null);
                    }
                }
                Map<String, float[]> expected = constant.gradients();
                policy.gradients().forEach((name, gradient) -> {
                    float[] other = Objects.requireNonNull(expected.get(name));
                    for (int i = 0; i < gradient.length; i++) {
                        assertThat(gradient[i]).as("%s %d", name, i).isCloseTo(other[i], within(1e-3f));
                    }
                });
                constant.discardGradients();
                FiniteDifferences.check(constant, base.config().vocabularySize());
            }
        }
    }

    /** DoRA with given norms: what its gradient is the gradient of. */
    private record ConstantNorm(Dora dora, Map<Site, NDArray> norms) implements AdapterMethod {
        @Override
        public String name() {
            return "constant norm";
        }

        @Override
        public Map<String, long[]> shapes(Base base) {
            return dora.shapes(base);
        }

        @Override
        public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
            return dora.initialise(base, seed, scope);
        }

        @Override
        public boolean trains(String tensor) {
            return dora.trains(tensor);
        }

        @Override
        public Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope) {
            Map<Site, Edit> edits = new HashMap<>();
            norms.forEach((site, norm) -> {
                NDArray a = Objects.requireNonNull(tensors.get(site.name() + ".lora_A.weight"));
                NDArray b = Objects.requireNonNull(tensors.get(site.name() + ".lora_B.weight"));
                NDArray m = Objects.requireNonNull(tensors.get(site.name() + ".lora_magnitude_vector"));
                NDArray ratio = m.div(norm);
                NDArray q = b.mul(ratio.reshape(new Shape(-1, 1))).transpose();
                edits.put(
                        site,
                        new Edit(a.transpose(), Tensors.on(scope.getDevice()).scaled(scope, q, 2), null, ratio, null));
            });
            return new Compilation(edits, Map.of());
        }
    }
}
