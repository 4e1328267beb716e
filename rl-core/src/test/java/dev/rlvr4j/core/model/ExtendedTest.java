package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.adapter.Extended;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.adapter.PeftFormat;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.optim.Sgd;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Modules and rows of tokens trained beside every method. */
class ExtendedTest {
    private static final int[] IDS = {3, 17, 5, 9, 40, 2, 31, 8, 21, 13};
    /** A norm of each layer and the last, one linear layer, and what the head is. */
    private static final List<String> MODULES = List.of("norm", "layers.1.mlp.down_proj", "lm_head");

    @TempDir
    Path directory;

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    static List<String> methods() {
        return AdapterMethods.all().entrySet().stream()
                .filter(entry -> Extended.allows(entry.getValue()))
                .map(Map.Entry::getKey)
                // The only layers that it sits on are trained whole.
                .filter(name -> !name.equals("ln-tuning"))
                .toList();
    }

    private static AdapterMethod method(String name) {
        return Objects.requireNonNull(AdapterMethods.all().get(name));
    }

    private static BaseModel base(String name) {
        return BaseModel.load(Golden.model(name), Device.cpu(), Precision.FLOAT32);
    }

    private static float[] score(BaseModel base, CompiledModel compiled) {
        return base.score(compiled.tensors(), IDS).logProbs();
    }

    private static void same(float[] actual, float[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("token %d", i).isCloseTo(expected[i], within(1e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void modulesStartAtTheBaseTrainAndAreSaved(String name) throws Exception {
        AdapterMethod method = Extended.of(method(name), MODULES, Map.of());
        for (String model : List.of("qwen2-untied", "qwen3")) {
            try (BaseModel base = base(model);
                    TransformerPolicy start = new TransformerPolicy(base, method, "a", 1, false);
                    TransformerPolicy moved = FiniteDifferences.moved(base, method);
                    CompiledModel atStart = (CompiledModel) start.compile();
                    CompiledModel compiled = (CompiledModel) moved.compile()) {
                if (method.startsAtBase()) {
                    same(score(base, atStart), base.score(base.tensors(), IDS).logProbs());
                }
                assertThat(start.trainableNames()).contains("whole.lm_head.weight", "whole.model.norm.weight");
                assertThat(start.trainableNames()).noneMatch(t -> t.startsWith("model.layers.1.mlp.down_proj"));
                float[] expected = score(base, compiled);
                Path saved = Files.createDirectories(directory.resolve(model));
                try {
                    moved.saveAdapter(saved);
                } catch (InputException e) {
                    assertThat(e).hasMessageContaining("merge it into the base");
                    continue;
                }
                try (CompiledModel loaded = base.loadAdapter(saved)) {
                    same(score(base, loaded), expected);
                }
            }
        }
    }

    @Test
    void gradientsOfModulesAndRowsAreThoseOfFiniteDifferences() {
        TargetModules targets = TargetModules.named("q_proj", "embed_tokens", "lm_head");
        Lora all = new Lora(2, 3, false, targets, Map.of("lm_head", 3), Map.of(), Lora.Bias.ALL);
        Lora inner = Lora.allLinear(2, 3);
        List<AdapterMethod> methods = List.of(
                all,
                Extended.of(inner, List.of("embed_tokens", "mlp", "k_proj"), Map.of()),
                Extended.of(inner, List.of("lm_head"), Map.of("embed_tokens", List.of(3, 17, 5))),
                Extended.of(inner, List.of(), Map.of("embed_tokens", List.of(3, 17, 5), "lm_head", List.of(9, 40))),
                Extended.of(inner, List.of(), Map.of("embed_tokens", List.of(3, 9), "lm_head", List.of(3, 9))));
        for (String model : List.of("qwen2-untied", "qwen2-tied")) {
            for (AdapterMethod method : methods) {
                try (BaseModel base = base(model);
                        TransformerPolicy policy = FiniteDifferences.moved(base, method, method == all)) {
                    FiniteDifferences.check(policy, base.config().vocabularySize());
                }
            }
        }
    }

    @Test
    void theMethodsOwnHooksSeeItsOwnTensorsOnly() {
        for (String name : List.of("lora-pro", "lora-fa", "adalora", "singlora")) {
            AdapterMethod extended = Extended.of(method(name), List.of("norm", "lm_head"), Map.of());
            try (BaseModel base = base("qwen2-untied");
                    TransformerPolicy alone = new TransformerPolicy(base, method(name), "a", 1, false);
                    TransformerPolicy beside = new TransformerPolicy(base, extended, "a", 1, false)) {
                step(alone);
                step(beside);
                Map<String, float[]> gradients = beside.gradients();
                alone.gradients().forEach((tensor, gradient) -> same(gradients.get(tensor), gradient));
                alone.parameters()
                        .forEach((tensor, array) -> same(
                                Objects.requireNonNull(beside.parameters().get(tensor))
                                        .toFloatArray(),
                                array.toFloatArray()));
            }
        }
    }

    /** A step that leaves what is trained where it is, and a gradient. */
    private static void step(TransformerPolicy policy) {
        List<SequenceGroup> groups = TinyModels.groups(4, 128);
        float[] gl = TinyModels.noise(2, TinyModels.size(groups), 0.01);
        for (int i = 0; i < 2; i++) {
            try (Policy.Forward forward = policy.forward(groups, 1)) {
                forward.backward(gl, null);
            }
            if (i == 0) {
                policy.step(new Sgd(0, false, 0), 0, 1);
            }
        }
    }

    @Test
    void whatCannotStandBesideAMethodIsRefused() {
        try (BaseModel base = base("qwen2-untied");
                NDManager scope = base.newScope()) {
            assertThatThrownBy(() -> Extended.of(method("full"), MODULES, Map.of()))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("full, which trains tensors whole already");
            assertThatThrownBy(() -> Extended.of(method("lora"), List.of(), Map.of("q_proj", List.of(1))))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("embed_tokens or of lm_head, but has q_proj");
            refused(base, List.of("wpe"), List.of(), "'wpe' in modules_to_save names no module");
            refused(base, List.of("embed_tokens"), List.of(1), "model.embed_tokens is trained whole");
            refused(base, List.of(), List.of(1, 1), "token id 1 stands twice");
            refused(base, List.of(), List.of(-1), "token id -1");
            refused(base, List.of("self_attn", "mlp"), List.of(), "names no linear layer");
            AdapterMethod vera = Extended.of(method("vera"), List.of(), Map.of("embed_tokens", List.of(1)));
            assertThatThrownBy(() -> vera.shapes(base))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("VERA adapters have no such key");
            assertThatThrownBy(() -> new TransformerPolicy(base, vera, "a", 1, false))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("VERA adapters have no such key");
            AdapterMethod prompt = Extended.of(method("prompt-tuning"), List.of("embed_tokens"), Map.of());
            assertThatThrownBy(() -> prompt.shapes(base))
                    .isInstanceOf(InputException.class)
                    .hasMessageContaining("leave embed_tokens out");
            assertThat(PeftFormat.read(Golden.adapter("lora_modules_to_save"), base, scope)
                            .method())
                    .isInstanceOf(Extended.class);
        }
    }

    private static void refused(BaseModel base, List<String> modules, List<Integer> tokens, String... mentions) {
        Map<String, List<Integer>> rows = tokens.isEmpty() ? Map.of() : Map.of("embed_tokens", tokens);
        assertThatThrownBy(() -> Extended.of(method("lora"), modules, rows).shapes(base))
                .isInstanceOf(InputException.class)
                .hasMessageContainingAll(mentions)
                .hasMessageNotContaining("\n");
    }
}
