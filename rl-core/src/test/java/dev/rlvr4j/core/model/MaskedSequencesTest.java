package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that are read and not asked for: the model sees them, and nothing else changes. */
class MaskedSequencesTest {
    private static final Path QWEN = Path.of("src/test/resources/golden/models/qwen3");

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    /** Groups of one and of several completions, each with two stretches that are not asked for. */
    private static List<SequenceGroup> groups(boolean masked) {
        List<SequenceGroup> groups = new ArrayList<>();
        for (int g = 0; g < 3; g++) {
            List<int[]> rows = new ArrayList<>();
            List<boolean[]> asked = new ArrayList<>();
            for (int i = 0; i < 1 + g; i++) {
                rows.add(tokens(10 * g + i, 9 + i));
                boolean[] mask = new boolean[9 + i];
                Arrays.fill(mask, true);
                Arrays.fill(mask, 2, 5, false);
                mask[7] = false;
                mask[0] = g < 2;
                asked.add(mask);
            }
            groups.add(new SequenceGroup(tokens(100 + g, 4 + g), rows, masked ? asked : List.of()));
        }
        return groups;
    }

    private static int[] tokens(long key, int length) {
        int[] tokens = new int[length];
        Arrays.setAll(tokens, i -> CounterRandom.below(key, i, 128));
        return tokens;
    }

    private static boolean[] flatMask() {
        List<Boolean> flat = new ArrayList<>();
        for (SequenceGroup group : groups(true)) {
            for (int c = 0; c < group.completions().size(); c++) {
                for (int t = 0; t < group.completions().get(c).length; t++) {
                    flat.add(group.asks(c, t));
                }
            }
        }
        boolean[] mask = new boolean[flat.size()];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = flat.get(i);
        }
        return mask;
    }

    private static float[] picked(float[] all) {
        boolean[] mask = flatMask();
        List<Float> picked = new ArrayList<>();
        for (int i = 0; i < mask.length; i++) {
            if (mask[i]) {
                picked.add(all[i]);
            }
        }
        float[] result = new float[picked.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = picked.get(i);
        }
        return result;
    }

    private static Map<String, float[]> gradients(
            BaseModel base, boolean masked, boolean checkpoint, float[] upstream) {
        try (TransformerPolicy policy = new TransformerPolicy(base, Lora.allLinear(4, 8), "p", 1, checkpoint)) {
            try (Policy.Forward forward = policy.forward(groups(masked), 0.9)) {
                forward.backward(upstream, null);
            }
            return policy.gradients();
        }
    }

    @Test
    void scoresAreThoseOfTheTokensAskedFor() {
        try (BaseModel base = BaseModel.load(QWEN, Device.cpu(), Precision.FLOAT32);
                TransformerPolicy policy = new TransformerPolicy(base, Lora.allLinear(4, 8), "p", 1, false)) {
            TokenScores all = policy.score(groups(false), 0.9);
            TokenScores asked = policy.score(groups(true), 0.9);
            assertThat(asked.logProbs()).containsExactly(picked(all.logProbs()), within(1e-6f));
            assertThat(asked.entropies()).containsExactly(picked(all.entropies()), within(1e-6f));
            assertThat(asked.logProbs()).hasSizeLessThan(all.logProbs().length);
        }
    }

    @Test
    void gradientsAreThoseOfZeroWeightAtTheOthers() {
        boolean[] mask = flatMask();
        float[] whole = TinyModels.noise(3, mask.length, 1);
        float[] asked = picked(whole);
        for (int i = 0; i < mask.length; i++) {
            whole[i] = mask[i] ? whole[i] : 0;
        }
        try (BaseModel base = BaseModel.load(QWEN, Device.cpu(), Precision.FLOAT32)) {
            Map<String, float[]> expected = gradients(base, false, false, whole);
            assertThat(expected.values().stream()
                            .flatMap(g -> java.util.stream.IntStream.range(0, g.length)
                                    .mapToObj(i -> g[i])))
                    .anyMatch(g -> Math.abs(g) > 1e-3);
            for (boolean checkpoint : new boolean[] {false, true}) {
                gradients(base, true, checkpoint, asked)
                        .forEach((name, gradient) ->
                                assertThat(gradient).as(name).containsExactly(expected.get(name), within(1e-6f)));
            }
        }
    }

    @Test
    void aGroupCountsWhatIsAskedForAndWhatIsComputed() {
        SequenceGroup group = groups(true).get(2);
        assertThat(group.askedTokens(0)).isEqualTo(9 - 5);
        assertThat(group.askedTokens()).isEqualTo(4 + 5 + 6);
        assertThat(group.computedTokens()).isEqualTo(6 + 9 + 10 + 11);
        assertThat(group.pick(List.of(2, 0)).askedTokens(0)).isEqualTo(6);
        assertThat(group.pick(List.of(2, 0)).completions().get(1))
                .isEqualTo(group.completions().get(0));
    }

    @Test
    void refusesMasksThatDoNotFit() {
        List<int[]> rows = List.of(new int[] {1, 2}, new int[] {3});
        for (List<boolean[]> wrong : List.of(
                List.of(new boolean[] {true, true}),
                List.of(new boolean[] {true, true}, new boolean[] {true, true}),
                List.of(new boolean[] {true, true}, new boolean[] {false}))) {
            assertThatThrownBy(() -> new SequenceGroup(new int[] {1}, rows, wrong))
                    .isInstanceOf(RlvrException.class)
                    .hasMessageContaining("mask");
        }
    }
}
