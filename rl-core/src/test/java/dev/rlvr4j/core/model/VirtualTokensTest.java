package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.PrefixTuning;
import dev.rlvr4j.core.adapter.PromptTuning;
import dev.rlvr4j.core.adapter.VirtualInit;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.checkpoint.Rope;
import dev.rlvr4j.core.text.Tokenizers;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Prompt and prefix tuning against real tokens in the same places. */
class VirtualTokensTest {
    private static final String TEXT = "Think.";
    private static final int CONTEXT = 96;

    @TempDir
    Path directory;

    private BaseModel base;

    @BeforeEach
    void load() {
        Torch.prepareThread(1);
        ModelConfig config =
                new TinyModels.Shape("qwen3", 128, 16, 4, 2, 6, Rope.unscaled(10_000), true, false, false).config();
        TinyModels.write(config, TinyModels.weights(config, 3), directory);
        base = BaseModel.load(directory, Device.cpu(), Precision.FLOAT32);
    }

    @AfterEach
    void close() {
        base.close();
    }

    static List<AdapterMethod> ofText() {
        return List.of(
                new PromptTuning(9, VirtualInit.TEXT, TEXT), new PrefixTuning(9, VirtualInit.TEXT, TEXT, false, 0));
    }

    @ParameterizedTest
    @MethodSource("ofText")
    void atTheirStartTheyAreTheTokensOfTheText(AdapterMethod method) {
        int[] text = Tokenizers.ascii().encode(TEXT + TEXT.substring(0, 3));
        assertThat(text).hasSize(9);
        List<SequenceGroup> groups = TinyModels.groups(5, 128);
        List<SequenceGroup> behind = groups.stream()
                .map(group -> {
                    int[] prompt = Arrays.copyOf(text, text.length + group.prompt().length);
                    System.arraycopy(group.prompt(), 0, prompt, text.length, group.prompt().length);
                    return new SequenceGroup(prompt, group.completions());
                })
                .toList();
        try (TransformerPolicy policy = new TransformerPolicy(base, method, "a", 1, false)) {
            TokenScores expected = policy.scoreBase(behind, 0.7);
            same(policy.score(groups, 0.7).logProbs(), expected.logProbs());
            same(policy.score(groups, 0.7).entropies(), expected.entropies());
            try (Policy.Forward forward = policy.forward(groups, 0.7)) {
                same(forward.scores().logProbs(), expected.logProbs());
            }
        }
    }

    private static void same(float[] actual, float[] expected) {
        assertThat(actual).hasSize(expected.length);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("token %d", i).isCloseTo(expected[i], within(2e-5f));
        }
    }

    @ParameterizedTest
    @MethodSource("ofText")
    void aSequenceThatDoesNotFitBehindThemIsRefusedWithTheirNumber(AdapterMethod method) {
        try (TransformerPolicy policy = new TransformerPolicy(base, method, "a", 1, false)) {
            assertThat(policy.contextLength()).isEqualTo(CONTEXT - 9);
            // The last token is not computed, so one more than the context fits.
            List<SequenceGroup> longest = List.of(TinyModels.group(1, 128, 40, CONTEXT - 9 - 39));
            assertThat(policy.score(longest, 1).logProbs()).hasSize(CONTEXT - 9 - 39);
            List<SequenceGroup> longer = List.of(TinyModels.group(1, 128, 41, CONTEXT - 9 - 39));
            String message = "a sequence of 89 tokens behind the adapter's 9 virtual tokens does not fit the model's"
                    + " context of 96 tokens";
            assertThatThrownBy(() -> policy.score(longer, 1))
                    .isInstanceOf(RlvrException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> policy.forward(longer, 1)).hasMessage(message);
            try (CompiledModel compiled = (CompiledModel) policy.compile()) {
                int[] fits = TinyModels.tokens(1, CONTEXT - 9, 128);
                assertThat(base.score(compiled.tensors(), fits).logProbs()).hasSize(CONTEXT - 10);
                assertThatThrownBy(() -> base.score(compiled.tensors(), TinyModels.tokens(1, CONTEXT - 8, 128)))
                        .isInstanceOf(InputException.class)
                        .hasMessageContaining(
                                "needs 1 to 87 tokens (the model's context, less the adapter's 9 virtual");
            }
        }
    }

    static List<AdapterMethod> others() {
        return List.of(
                new PromptTuning(1, VirtualInit.RANDOM, ""),
                new PrefixTuning(1, VirtualInit.RANDOM, "", false, 0),
                new PrefixTuning(3, VirtualInit.RANDOM, "", true, 0),
                new PrefixTuning(3, VirtualInit.RANDOM, "", true, 7));
    }

    @ParameterizedTest
    @MethodSource("others")
    void gradientsAreThoseOfFiniteDifferences(AdapterMethod method) {
        for (boolean checkpointLayers : List.of(false, true)) {
            try (TransformerPolicy policy = FiniteDifferences.moved(base, method, checkpointLayers)) {
                FiniteDifferences.check(policy, 128);
            }
        }
    }

    @Test
    void aNetworksPrefixIsSavedAsWhatItMakes() {
        AdapterMethod method = new PrefixTuning(3, VirtualInit.RANDOM, "", true, 7);
        int[] ids = TinyModels.tokens(4, 12, 128);
        try (TransformerPolicy policy = FiniteDifferences.moved(base, method);
                CompiledModel compiled = (CompiledModel) policy.compile()) {
            policy.saveAdapter(directory);
            try (CompiledModel loaded = base.loadAdapter(directory)) {
                assertThat(loaded.tensors().virtualTokens()).isEqualTo(3);
                same(
                        base.score(loaded.tensors(), ids).logProbs(),
                        base.score(compiled.tensors(), ids).logProbs());
            }
        }
    }
}
