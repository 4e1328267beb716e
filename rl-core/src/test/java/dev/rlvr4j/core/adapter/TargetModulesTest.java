package dev.rlvr4j.core.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TargetModulesTest {
    private static List<String> chosen(TargetModules targets) {
        return Sites.names(targets.choose(Sites.TWO_LAYERS));
    }

    private static TargetModules named(List<String> names, List<String> exclude, List<Integer> layers) {
        return new TargetModules(names, false, exclude, layers);
    }

    private static TargetModules pattern(String regex) {
        return new TargetModules(List.of(regex), true, List.of(), List.of());
    }

    @Test
    void allLinearIsEverySite() {
        assertThat(TargetModules.allLinear().choose(Sites.TWO_LAYERS)).isEqualTo(Sites.TWO_LAYERS);
    }

    @Test
    void namesAreWholePathsOrTheirEnds() {
        assertThat(chosen(TargetModules.named("v_proj", "q_proj")))
                .containsExactly("0.q_proj", "0.v_proj", "1.q_proj", "1.v_proj");
        assertThat(chosen(TargetModules.named("mlp.up_proj"))).containsExactly("0.up_proj", "1.up_proj");
        assertThat(chosen(TargetModules.named("model.layers.1.mlp.down_proj"))).containsExactly("1.down_proj");
        // Ends at a dot only.
        assertThatThrownBy(() -> chosen(TargetModules.named("_proj"))).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> chosen(TargetModules.named("self_attn"))).isInstanceOf(InputException.class);
    }

    @Test
    void aPatternMatchesTheWholePath() {
        assertThat(chosen(pattern(".*\\.1\\..*(q|k)_proj"))).containsExactly("1.q_proj", "1.k_proj");
        assertThatThrownBy(() -> chosen(pattern("q_proj")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'q_proj'");
        assertThatThrownBy(() -> chosen(pattern("(")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("'('")
                .hasMessageContaining("regular expression");
    }

    @Test
    void excludedModulesAreLeftOut() {
        assertThat(chosen(named(List.of("all-linear"), List.of("down_proj", "mlp.up_proj"), List.of(0))))
                .containsExactly("0.q_proj", "0.k_proj", "0.v_proj", "0.o_proj", "0.gate_proj");
        assertThat(chosen(named(List.of("q_proj", "k_proj"), List.of(".*0.*k_proj"), List.of())))
                .containsExactly("0.q_proj", "1.q_proj", "1.k_proj");
    }

    @Test
    void layersAreChosenByIndex() {
        assertThat(chosen(named(List.of("q_proj"), List.of(), List.of(1)))).containsExactly("1.q_proj");
        assertThatThrownBy(() -> chosen(named(List.of("q_proj"), List.of(), List.of(0, 2))))
                .isInstanceOf(InputException.class)
                .hasMessage("layers_to_transform names layer 2, but the model has layers 0 to 1");
        assertThatThrownBy(() -> chosen(named(List.of("q_proj"), List.of(), List.of(9))))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("layer 9");
    }

    @Test
    void aNameThatChoosesNothingIsNamed() {
        assertThatThrownBy(() -> chosen(TargetModules.named("q_proj", "wqkv")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("target_modules [wqkv] names no linear layer")
                .hasMessageContaining("q_proj, k_proj, v_proj, o_proj");
        assertThatThrownBy(() -> chosen(named(List.of("q_proj"), List.of("q_proj"), List.of())))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("target_modules [q_proj] without [q_proj] names no linear layer");
    }

    @Test
    void emptyTargetsAndSeveralPatternsAreRefused() {
        assertThatThrownBy(() -> named(List.of(), List.of(), List.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> new TargetModules(List.of("a", "b"), true, List.of(), List.of()))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("[a, b]");
    }
}
