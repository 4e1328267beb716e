package dev.rlvr4j.core.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.Golden;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What LoRA-FA and LoRA-Pro make of gradients, and what PiSSA, MiLoRA and OLoRA take out of weights. */
class LoraVariantsTest {
    private static final TargetModules TARGETS = TargetModules.named("q_proj");
    private static final String A = "model.layers.0.self_attn.q_proj.lora_A.weight";
    private static final String B = "model.layers.0.self_attn.q_proj.lora_B.weight";
    private static final double SCALE = 2;

    private BaseModel base;
    private NDManager scope;

    @BeforeEach
    void load() {
        Torch.prepareThread(1);
        base = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32);
        scope = base.newScope();
    }

    @AfterEach
    void close() {
        scope.close();
        base.close();
    }

    private NDArray noise(long key, long... shape) {
        return Tensors.floats(scope, Noise.normal(key, shape, 0.3), shape);
    }

    private static NDArray get(Map<String, NDArray> tensors, String name) {
        return Objects.requireNonNull(tensors.get(name));
    }

    private static void assertClose(NDArray actual, NDArray expected, double tolerance) {
        double error = actual.sub(expected).abs().max().getFloat();
        assertThat(error / expected.abs().max().getFloat()).isLessThan(tolerance);
    }

    /** I less the projection onto the columns of x. */
    private NDArray off(NDArray x) {
        NDArray xt = x.transpose();
        NDArray inverse = xt.matMul(x).inverse();
        return scope.eye((int) x.getShape().get(0)).sub(x.matMul(inverse).matMul(xt));
    }

    @Test
    void loraProLeavesOnlyWhatNoStepOfTheFactorsCanReach() {
        Map<String, NDArray> tensors = new HashMap<>(Map.of(A, noise(1, 4, 64), B, noise(2, 64, 4)));
        NDArray full = noise(3, 64, 64);
        NDArray ofA = get(tensors, B).transpose().matMul(full).mul(SCALE);
        NDArray ofB = full.matMul(get(tensors, A).transpose()).mul(SCALE);
        NDArray plainA = ofA.duplicate();
        NDArray plainB = ofB.duplicate();
        new LoraPro(4, 8, TARGETS).transformGradients(tensors, Map.of(A, ofA, B, ofB), scope);
        NDArray step =
                get(tensors, B).matMul(ofA).add(ofB.matMul(get(tensors, A))).mul(SCALE);
        NDArray residual =
                off(get(tensors, B)).matMul(full).matMul(off(get(tensors, A).transpose()));
        assertClose(full.sub(step), residual, 1e-3);
        // Nearest to LoRA's own gradients: moving along a direction that leaves the step alone, (X A, -B X), is no
        // nearer.
        double best = distance(ofA, plainA) + distance(ofB, plainB);
        for (int i = 0; i < 5; i++) {
            NDArray x = noise(10 + i, 4, 4).mul(0.1);
            NDArray otherA = ofA.add(x.matMul(get(tensors, A)));
            NDArray otherB = ofB.sub(get(tensors, B).matMul(x));
            assertThat(distance(otherA, plainA) + distance(otherB, plainB)).isGreaterThan(best);
        }
    }

    private static double distance(NDArray a, NDArray b) {
        return a.sub(b).square().sum().getFloat();
    }

    @Test
    void loraProsFirstStepIsThatOfLoraFa() {
        Map<String, NDArray> tensors = new HashMap<>(Map.of(A, noise(1, 4, 64), B, scope.zeros(get().getShape())));
        NDArray full = noise(3, 64, 64);
        NDArray ofB = full.matMul(get(tensors, A).transpose()).mul(SCALE);
        NDArray same = ofB.duplicate();
        NDArray ofA = scope.zeros(get(tensors, A).getShape());
        new LoraPro(4, 8, TARGETS).transformGradients(tensors, Map.of(A, ofA, B, ofB), scope);
        new LoraFa(4, 8, TARGETS).transformGradients(tensors, Map.of(B, same), scope);
        assertClose(ofB, same, 1e-6);
        // The step is the full gradient projected onto the rows of A.
        NDArray step = ofB.matMul(get(tensors, A)).mul(SCALE);
        NDArray at = get(tensors, A).transpose();
        assertClose(full.sub(step), full.matMul(off(at)), 1e-3);
    }

    private NDArray get() {
        return noise(2, 64, 4);
    }

    @Test
    void loraPlusHasBLearnFaster() {
        LoraPlus method = new LoraPlus(4, 8, 16, TARGETS);
        assertThat(method.learningRateRatio(A)).isEqualTo(1);
        assertThat(method.learningRateRatio(B)).isEqualTo(16);
    }

    @Test
    void decompositionsTakeThePartTheySay() {
        NDArray weight = base.weight("model.layers.0.self_attn.q_proj.weight", scope);
        double all = weight.square().sum().getFloat();
        double principal = rest(DecomposedLora.Part.PRINCIPAL, weight);
        double minor = rest(DecomposedLora.Part.MINOR, weight);
        double qr = rest(DecomposedLora.Part.QR, weight);
        // What is left over is the least without the largest singular values, and nearly all without the smallest.
        assertThat(principal).isLessThan(qr);
        assertThat(qr).isLessThan(minor);
        assertThat(minor).isGreaterThan(0.99 * all).isLessThan(all);
        assertThat(principal).isLessThan(0.95 * all);
    }

    private double rest(DecomposedLora.Part part, NDArray weight) {
        DecomposedLora method = new DecomposedLora(4, 4, part, TARGETS);
        Map<String, NDArray> tensors = method.initialise(base, 0, scope);
        NDArray change = get(tensors, B).matMul(get(tensors, A));
        return weight.sub(change).square().sum().getFloat();
    }

    @Test
    void fourierCoefficientsMeanTheSameAsAnEditAndAsAWeight() {
        // Few enough for an edit on the one hand; the same as a dense change, W + (P Q)'.
        FourierFt method = new FourierFt(200, 150, 777, TARGETS);
        Site site = TARGETS.choose(base.sites()).get(0);
        Map<String, NDArray> tensors = Map.of(site.name() + ".fourierft_spectrum", noise(4, 200));
        SiteTensors own = new SiteTensors(site, tensors);
        assertThat(method.edit(base, own, scope)).isNull();
        NDArray dense = Objects.requireNonNull(method.weight(base, own, scope));
        Edit edit = method.edit(own, scope);
        NDArray change = Objects.requireNonNull(edit.p()).matMul(edit.q()).transpose();
        NDArray weight = base.weight(site.name() + ".weight", scope);
        assertThat(dense.sub(weight).sub(change).abs().max().getFloat()).isCloseTo(0, within(1e-5f));
    }

    @Test
    void singLorasRampGoesFromZeroToOne() {
        SingLora method = new SingLora(2, 4, 10, TARGETS);
        Map<String, NDArray> tensors = method.initialise(base, 1, scope);
        for (long[] pair : List.of(new long[] {1, 1}, new long[] {5, 5}, new long[] {10, 10}, new long[] {40, 10})) {
            method.afterStep(pair[0], tensors, Map.of(), scope);
            assertThat(get(tensors, "ramp").toFloatArray()[0]).isEqualTo(pair[1] / 10f);
        }
    }
}
