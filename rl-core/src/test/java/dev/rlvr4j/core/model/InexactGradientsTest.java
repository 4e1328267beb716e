package dev.rlvr4j.core.model;

import ai.djl.Device;
import dev.rlvr4j.core.adapter.Oft;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.adapter.VbLora;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
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
    void constrainedOftWithinItsBoundIsSmooth() {
        Oft method = new Oft(8, 0, false, false, true, 1e3, true, 5, TargetModules.allLinear());
        try (BaseModel base = base();
                TransformerPolicy policy = FiniteDifferences.moved(base, method)) {
            FiniteDifferences.check(policy, base.config().vocabularySize());
        }
    }
}
