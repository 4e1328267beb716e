package dev.rlvr4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.experiments.Main;
import dev.rlvr4j.trainer.loss.Losses;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LossCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private JsonNode answer(String json) throws IOException {
        out.getBuffer().setLength(0);
        assertThat(run(json, "--json")).as(err.toString()).isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    private int run(String json, String... options) throws IOException {
        Path file = Files.writeString(folder.resolve("case.json"), json.replace('\'', '"'));
        String[] args = Stream.concat(Stream.of("loss", "--file", file.toString()), Stream.of(options))
                .toArray(String[]::new);
        return Main.execute(new PrintWriter(out), new PrintWriter(err), args);
    }

    private static double[] row(JsonNode rows, int row) {
        double[] values = new double[rows.get(row).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.get(row).get(i).asDouble();
        }
        return values;
    }

    @Test
    void computesAValueAGradientPerTokenAdvantagesAndMetrics() throws Exception {
        // z-scores +-0.5 / 0.7071 (epsilon 0); s = exp(0.2) for both tokens' mean, exp(-0.1); cut at 1.2 / not cut
        JsonNode answer = answer("{'loss': 'gspo', 'advantage': {'type': 'z_score', 'epsilon': 0},"
                + "'aggregation': 'sequence_mean', 'rewards': [1, 0], 'epsilon_low': 0.2, 'epsilon_high': 0.2,"
                + "'new': [[-1, -1], [-1]], 'old': [[-1.1, -1.3], [-0.9]]}");

        double a = Math.sqrt(0.5);
        assertThat(answer.path("advantages").get(0).asDouble()).isCloseTo(a, within(1e-9));
        assertThat(answer.path("loss").asDouble()).isCloseTo((-1.2 * a + Math.exp(-0.1) * a) / 2, within(1e-6));
        assertThat(row(answer.path("gradient"), 0)).containsExactly(0, 0);
        assertThat(row(answer.path("gradient"), 1)[0]).isCloseTo(Math.exp(-0.1) * a / 2, within(1e-6));
        assertThat(answer.path("metrics").path("clip_ratio/high").asDouble()).isEqualTo(0.5);
    }

    @Test
    void masksMayHaveHolesAndEmptyRowsAndWhatTheyHideDoesNotMatter() throws Exception {
        JsonNode masked = answer("{'loss': 'grpo', 'advantages': [1, 2, -1], 'mask': [[1, 0, 1], [0, 0, 0], [0, true]],"
                + "'new': [[-1, null, -2], [0], [-9, -3]], 'old': [[-1.1, 4, -2], [], [0, -3.1]]}");
        JsonNode plain = answer("{'loss': 'grpo', 'advantages': [1, 2, -1], 'mask': [[1, 1], [0], [1]],"
                + "'new': [[-1, -2], [0], [-3]], 'old': [[-1.1, -2], [0], [-3.1]]}");

        assertThat(masked.path("loss")).isEqualTo(plain.path("loss"));
        double[] first = row(plain.path("gradient"), 0);
        assertThat(row(masked.path("gradient"), 0)).containsExactly(first[0], 0, first[1]);
        assertThat(row(masked.path("gradient"), 1)).containsExactly(0, 0, 0);
        assertThat(row(masked.path("gradient"), 2)).containsExactly(0, row(plain.path("gradient"), 2)[0]);
    }

    @Test
    void groupsMayBeGivenBySizeOrByRow() throws Exception {
        String rest = "'loss': 'reinforce', 'advantage': 'mean_only', 'new': [[-1], [-2], [-3], [-4]], 'rewards': ";
        assertThat(answer("{" + rest + "[1, 0, 4, 6]}").path("advantages")).hasToString("[-1.75,-2.75,1.25,3.25]");
        assertThat(answer("{'group_size': 2, " + rest + "[1, 0, 4, 6]}").path("advantages"))
                .hasToString("[0.5,-0.5,-1.0,1.0]");
        JsonNode mixed = answer("{'groups': [7, 3, 7, 3], " + rest + "[1, 0, 4, 6]}");
        assertThat(mixed.path("advantages")).hasToString("[-1.5,-3.0,1.5,3.0]");
        assertThat(row(mixed.path("gradient"), 3)).containsExactly(-0.75);
    }

    @Test
    void termsAddUpWithTheLoss() throws Exception {
        String given = "'loss': 'reinforce', 'advantages': [[0, 1]], 'new': [[-1, -2]], 'reference': [[-1.5, -2]],"
                + "'entropy': [[0.5, 1.5]]";
        JsonNode alone = answer("{" + given + "}");
        JsonNode both = answer("{'beta': 0.4, 'entropy_coefficient': 0.1, 'kl_estimator': 'k2', " + given + "}");

        assertThat(alone.path("advantages")).hasToString("[[0.0,1.0]]");
        assertThat(both.path("loss").asDouble() - alone.path("loss").asDouble())
                .isCloseTo(0.4 * 0.125 / 2 - 0.1, within(1e-7));
        assertThat(row(both.path("gradient"), 0)[0]).isCloseTo(0.4 * 0.5 / 2, within(1e-7));
        assertThat(row(both.path("entropy_gradient"), 0)[1]).isCloseTo(-0.05, within(1e-7));
        assertThat(both.path("metrics").path("kl").asDouble()).isCloseTo(0.0625, within(1e-7));
        assertThat(answer("{'kl': {'coefficient': 0.4, 'estimator': 'k2'}, 'entropy_coefficient': 0.1, " + given + "}"))
                .isEqualTo(both);
    }

    @Test
    void theAggregationAndAdvantageAreTheSourcesOwnUnlessGiven() throws Exception {
        String rest =
                "'rewards': [1, 0, 0], 'new': [[-1, -2, -1], [-1, 0, 0], [-1, -1, 0]], 'mask': [[1,1,1],[1,0,0],[1,1,0]]}";
        JsonNode drGrpo = answer("{'loss': 'dr-grpo', 'max_completion_length': 8, " + rest);
        assertThat(row(drGrpo.path("gradient"), 0)[0]).isCloseTo(-2 / 3.0 / (3 * 8), within(1e-7));
        // without a length, that of the rows
        assertThat(row(answer("{'loss': 'dr_grpo', " + rest).path("gradient"), 0)[0])
                .isCloseTo(-2 / 3.0 / (3 * 3), within(1e-7));
        // leave one out: 1 - 0 and 0 - 1/2
        assertThat(answer("{'loss': 'rloo', " + rest).path("advantages")).hasToString("[1.0,-0.5,-0.5]");
        // returns 1, 1, 1, 0, 0, 0 whitened over tokens: 0.5 / sqrt(0.3)
        JsonNode plusPlus = answer("{'loss': 'reinforce++', " + rest);
        assertThat(plusPlus.path("advantages").get(0).asDouble()).isCloseTo(0.5 / Math.sqrt(0.3), within(1e-6));
        assertThat(plusPlus.path("advantages").get(1).asDouble()).isCloseTo(-0.5 / Math.sqrt(0.3), within(1e-6));
        // a row without tokens is none of the tokens
        assertThat(answer("{'loss': 'reinforce++', " + rest.replace("[1,1,0]", "[0,0,0]"))
                        .path("advantages")
                        .get(0)
                        .asDouble())
                .isCloseTo(0.25 / 0.5, within(1e-6));
        // token_sum
        assertThat(row(answer("{'loss': 'is', " + rest).path("gradient"), 0)[0]).isCloseTo(-2 / 3.0, within(1e-6));
    }

    @Test
    void theKlMayBeInTheRewardAndCorrectionsMayBeOn() throws Exception {
        String rest = "'loss': 'reinforce', 'new': [[-1, -1], [-1, 0]], 'mask': [[1, 1], [1, 0]],"
                + "'old': [[-1, -2], [-1, 0]], 'reference': [[-2, -2], [-3, 0]], 'sampler': [[-3, -2], [-1, 0]]";
        // k1 0.1 x (1 + 0) and 0.1 x 2 off: 0.9 and -0.2, mean 0.35
        JsonNode inReward = answer(
                "{'rewards': [1, 0], 'kl': {'coefficient': 0.1, 'estimator': 'k1', 'in': 'reward'}, " + rest + "}");
        assertThat(inReward.path("advantages").get(0).asDouble()).isCloseTo(0.55, within(1e-6));
        // exp(old - sampler) = e^2 on the first token, cut at 2
        JsonNode corrected =
                answer("{'advantages': [1, 1], 'corrections': [{'type': 'tis_token', 'cap': 2}], " + rest + "}");
        assertThat(row(corrected.path("gradient"), 0)).containsExactly(new double[] {-2 / 3.0, -1 / 3.0}, within(1e-6));
        assertThat(answer("{'advantages': [1, 1], 'corrections': ['tis_token'], " + rest + "}"))
                .isEqualTo(corrected);
    }

    @Test
    void rewardsMayHaveParts() throws Exception {
        String rest = "'loss': 'grpo', 'advantage': 'gdpo', 'new': [[-1], [-1]]}";
        JsonNode listed = answer("{'rewards': [[1, 5], [0, 5]], " + rest);
        assertThat(listed.path("advantages").get(0).asDouble()).isPositive();
        assertThat(answer("{'reward_parts': {'right': [1, 0], 'format': [5, 5]}, " + rest))
                .isEqualTo(listed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'loss':'grpo','epsilon':0.1                          | 'loss':'grpo','epsilon_low':0.1,'epsilon_high':0.1",
                "'loss':'dapo','epsilon_high':0.3,'epsilon':0.1       | 'loss':'dapo','epsilon_low':0.1,'epsilon_high':0.3",
                "'loss':'cispo','epsilon_high':1.1                    | 'loss':'cispo','cap':1.1",
                "'loss':'PPO-clip','clip_ratio_c':1.2                 | 'loss':{'type':'ppo','dual_clip':1.2}",
                "'loss':'dro','beta':0.3                              | 'loss':{'type':'dro','beta':0.3}",
                "'loss':'reinforce','epsilon':0.5                     | 'loss':'reinforce','advantage_epsilon':0.5,'advantage':'z-score'",
            })
    void settingsGoToWhoHasThem(String flat, String exact) throws Exception {
        String rest =
                ",'advantage':'z_score','rewards':[1,0,0],'new':[[-1,-2],[-1,-1],[-3]],'old':[[-1.3,-2],[-1.2,-1],[-3]]}";
        String other = exact.contains("'advantage'") ? rest.replace("'advantage':'z_score',", "") : rest;
        JsonNode loss = answer("{" + flat + rest);
        assertThat(loss).isEqualTo(answer("{" + exact + other));
        String plain = flat.substring(0, flat.indexOf(','));
        assertThat(loss).isNotEqualTo(answer("{" + plain + rest));
    }

    @Test
    void aSettingOfAnotherLossIsLeftOutAndSaidSo() throws Exception {
        String rest = "'loss': 'sapo', 'advantages': [1], 'new': [[-1, -2]], 'old': [[-1.5, -2]]}";
        assertThat(answer("{'epsilon_low': 0.1, 'cap': 3, " + rest)).isEqualTo(answer("{" + rest));
        assertThat(err.toString().lines())
                .containsExactly(
                        "rlvr: 'epsilon_low' has no effect here: the loss 'sapo' has no such setting",
                        "rlvr: 'cap' has no effect here: the loss 'sapo' has no such setting");
    }

    static Stream<String> names() {
        return Losses.all().stream().map(Losses.Kind::name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyLossRunsOnItsDefaults(String name) throws Exception {
        JsonNode answer = answer("{'loss':'" + name + "','rewards':[1,0,0.5],'new':[[-1,-2],[-1,-1],[-3]],"
                + "'old':[[-1.3,-2],[-1.2,-1],[-3]],'sampler':[[-1.3,-2.1],[-1.2,-1],[-3]]}");
        assertThat(answer.path("loss").isNumber()).isTrue();
        assertThat(answer.path("gradient")).hasSize(3);
        assertThat(answer.path("advantages")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'loss':'gspo','epsilon_lw':1,'new':[[-1]]}                | unknown setting 'epsilon_lw'; did you mean 'epsilon_low'?",
                "{'loss':'gsppo','new':[[-1]]}                              | did you mean 'gspo'?",
                "{'new':[[-1]]}                                             | 'loss' must be a name",
                "{'loss':'grpo'}                                            | 'new' must be a list",
                "{'loss':'grpo','new':[[-1]]}                               | give 'rewards', or 'advantages'",
                "{'loss':'grpo','new':[[-1]],'rewards':[1,2]}               | 'rewards' must be a list of 1 numbers",
                "{'loss':'grpo','new':[[-1]],'rewards':[1],'mask':[[2]]}    | 'mask' must hold 0 and 1, but has 2",
                "{'loss':'grpo','new':[[-1]],'rewards':[1],'mask':[[1,1]]}  | 'new[0][1]' must be a finite number, but is missing",
                "{'loss':'grpo','new':[[-1]],'rewards':[1],'old':[['a']]}   | 'old[0][0]' must be a finite number",
                "{'loss':'grpo','new':[[-1]],'rewards':[1],'corrections':'top_entropy'} | top_entropy needs 'entropy'",
                "{'loss':'grpo','new':[[-1]],'rewards':[1],'beta':0.1}      | the KL needs 'reference'",
                "{'loss':'grpo','new':[[-1]],'rewards':[1],'group_size':2}  | 'group_size' must divide the 1 rows",
                "{'loss':'grpo','new':[[-1]],'rewards':[1],'epsilon_low':9} | epsilon_low must be in [0, 1], but is 9.0",
                "{'loss':'grpo','new':[[-1]],'new':[[-1]]}                  | is not JSON: Duplicate field 'new'",
            })
    void badInputIsOneClearSentence(String json, String message) throws Exception {
        assertThat(run(json)).isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).contains(message);
    }

    @Test
    void helpListsEveryNameAndAlias() throws Exception {
        assertThat(Main.execute(new PrintWriter(out), new PrintWriter(err), "loss", "--help"))
                .isZero();
        String help = out.toString().replaceAll("\\s+", " ");
        Losses.all().forEach(kind -> assertThat(help).contains(kind.name()));
        Losses.ALIASES.forEach((alias, name) -> assertThat(help).contains(alias + " = " + name));
        assertThat(help).contains("sequence_mean", "z_score", "float32");
    }

    @Test
    void withoutJsonItIsReadable() throws Exception {
        assertThat(run("{'loss':'reinforce','advantages':[1],'new':[[-1,-2]]}")).isZero();
        assertThat(out.toString()).contains("loss      1.5", "gradient     -0.500000    -0.500000");
    }
}
