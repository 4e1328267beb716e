package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.Algorithm;
import dev.rlvr4j.trainer.Objective;
import dev.rlvr4j.trainer.OldLogProbs;
import dev.rlvr4j.trainer.advantage.Advantages;
import dev.rlvr4j.trainer.advantage.Gdpo;
import dev.rlvr4j.trainer.advantage.TokenWhitening;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.Aggregations;
import dev.rlvr4j.trainer.aggregation.Constant;
import dev.rlvr4j.trainer.correction.Corrections;
import dev.rlvr4j.trainer.correction.MisToken;
import dev.rlvr4j.trainer.correction.Rejection;
import dev.rlvr4j.trainer.correction.TisToken;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AlgorithmSectionTest {
    private static Recipe recipe(String... settings) {
        var reader = Recipe.reader();
        for (String setting : settings) {
            reader.set("algorithm." + setting);
        }
        return reader.read();
    }

    private static Algorithm algorithm(String... settings) {
        Recipe recipe = recipe(settings);
        return recipe.algorithm().algorithm(recipe.reward());
    }

    @Test
    void everyKindIsNamedByARecipe() {
        Advantages.all()
                .forEach((name, kind) -> assertThat(recipe("advantage=" + name)
                                .algorithm()
                                .algorithm(Map.of())
                                .advantage())
                        .isEqualTo(kind));
        Aggregations.all()
                .forEach((name, kind) -> assertThat(
                                algorithm("aggregation=" + name).aggregation())
                        .isEqualTo(kind));
        Corrections.all()
                .forEach((name, kind) -> assertThat(
                                ((Objective) algorithm("old_log_probs=recompute", "corrections=[" + name + "]")
                                                .loss())
                                        .corrections())
                        .containsExactly(kind));
    }

    @Test
    void settingsOfAKindAreReadAndWritten() {
        Recipe recipe = recipe(
                "advantage={type: token_whitening, group_baseline: true}",
                "aggregation={type: constant, length: 300}",
                "old_log_probs=recompute",
                "corrections=[{type: tis_token, cap: 3}, {type: icepop, high: 2},"
                        + " {type: rejection, statistic: token_k1, high: 2}]",
                "epochs=2",
                "mini_batches=4",
                "mask_truncated=true");
        Algorithm algorithm = recipe.algorithm().algorithm(recipe.reward());
        assertThat(algorithm.advantage()).isEqualTo(TokenWhitening.BASELINE);
        assertThat(algorithm.aggregation()).isEqualTo(new Constant(300));
        assertThat(((Objective) algorithm.loss()).corrections())
                .containsExactly(
                        new TisToken(3), new MisToken(0.5, 2), new Rejection(Rejection.Statistic.TOKEN_K1, 0, 2));
        assertThat(algorithm.old()).isEqualTo(OldLogProbs.RECOMPUTE);
        assertThat(algorithm.epochs()).isEqualTo(2);
        assertThat(algorithm.miniBatches()).isEqualTo(4);
        assertThat(algorithm.maskTruncated()).isTrue();
        assertThat(Recipe.reader()
                        .set("algorithm", Mapping.TREE.valueToTree(recipe.algorithm()))
                        .read()
                        .algorithm())
                .isEqualTo(recipe.algorithm());
    }

    @Test
    void gdpoTakesTheWeightsOfTheRewardUnlessItHasItsOwn() {
        assertThat(algorithm("advantage=gdpo").advantage()).isEqualTo(new Gdpo(Map.of("numeric", 1.0), 1e-4));
        assertThat(algorithm("advantage={type: gdpo, weights: {numeric: 3}}").advantage())
                .isEqualTo(new Gdpo(Map.of("numeric", 3.0), 1e-4));
        assertThat(algorithm("advantage=z_score").advantage()).isEqualTo(ZScore.DEFAULT);
    }

    @Test
    void theKlMayStandInTheReward() {
        assertThat(algorithm("kl={coefficient: 0.1}").rewardKl()).isNull();
        Algorithm algorithm = algorithm("kl={coefficient: 0.1, in: reward, estimator: k1}");
        assertThat(((Objective) algorithm.loss()).terms()).isEmpty();
        var kl = Objects.requireNonNull(algorithm.rewardKl());
        assertThat(kl.coefficient()).isEqualTo(0.1);
        assertThat(kl.estimate().applyAsDouble(-0.3)).isEqualTo(-0.3);
    }

    @Test
    void aCorrectionThatCouldNotActIsAnErrorWithTheWayOut() {
        assertThatThrownBy(() -> algorithm("corrections=[tis_token]"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("old_log_probs: recompute");
        assertThat(((Objective) algorithm("corrections=[top_entropy, off_policy_sequence]")
                                .loss())
                        .corrections())
                .hasSize(2);
    }

    @Test
    void moreMiniBatchesThanGroupsAreRefused() {
        assertThatThrownBy(() -> recipe("prompts_per_step=4", "mini_batches=5"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("mini_batches must be at most prompts_per_step (4)");
    }
}
