package dev.rlvr4j.experiments.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.envs.Environment;
import dev.rlvr4j.envs.episode.Episodes;
import dev.rlvr4j.experiments.config.Recipe;
import dev.rlvr4j.experiments.config.RewardSection;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.OnError;
import dev.rlvr4j.rewards.Verifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Takes the reward examples out of README.md and runs them as they stand there. */
@Timeout(60)
class ReadmeRewardsTest {
    private static final String PORT = "8123";

    @TempDir
    Path folder;

    private static String example(String behind, String language) throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        int from = readme.indexOf(behind);
        assertThat(from).as("README.md has '%s'", behind).isNotNegative();
        String open = "```" + language + "\n";
        int start = readme.indexOf(open, from) + open.length();
        String block = readme.substring(start, readme.indexOf("```", start));
        assertThat(block.lines().count()).isBetween(1L, 19L);
        return block;
    }

    private RewardSection section(String yaml) throws IOException {
        return Recipe.reader()
                .file(Files.writeString(folder.resolve("recipe.yaml"), yaml))
                .read()
                .reward();
    }

    @Test
    void theRecipesReward() throws Exception {
        RewardSection reward = section(example("## Rewards", "yaml"));
        Attempt attempt = new Attempt("t", "", "4", "<think>2+2</think><answer>4</answer>", false, Map.of(), 270);

        Score score = reward.verifier().verify(attempt);

        assertThat(score.value()).isEqualTo(1 - 0.5 * 0.5);
        assertThat(score.parts()).containsKeys("numeric", "format-tags", "soft-overlong", "repetition");
        assertThat(reward.failures()).isEqualTo(OnError.count(0));
    }

    @Test
    void theMixtureIsReadAndItsPartsAreJudgedByTheirOwn() throws Exception {
        Path data = Files.writeString(
                folder.resolve("train.jsonl"),
                "{\"question\": \"1+1\", \"answer\": \"2\"}\n{\"question\": \"half\", \"answer\": \"1/2\"}\n");
        String yaml = example("Environments of any kind mix", "yaml").replace("gsm8k/train.jsonl", data.toString());
        Recipe recipe = Recipe.reader()
                .file(Files.writeString(folder.resolve("mixture.yaml"), yaml))
                .read();
        Environment mixture = recipe.environment().open();
        Verifier verifier = recipe.environment().judge(mixture, recipe.reward().verifier());

        Score score =
                verifier.verify(new Attempt("t", "half", "1/2", "\\boxed{0.5}", false, Map.of("environment", "gsm8k")));
        assertThat(score.parts())
                .containsEntry("environment/gsm8k/accuracy", 1.0)
                .containsEntry("math", 1.0);
        assertThat(Recipe.reader()
                        .file(Files.writeString(folder.resolve("resolved.yaml"), recipe.toYaml()))
                        .read())
                .isEqualTo(recipe);
        assertThat(Episodes.byTask(mixture)).isPresent();
    }

    @Test
    void theHttpEndpoint() throws Exception {
        assumeTrue(works("python3"), "there is no Python to run the example server");
        String port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = String.valueOf(free.getLocalPort());
        }
        String server = example("**An HTTP endpoint**", "python").replace(PORT, port);
        Verifier verifier = section(example("**An HTTP endpoint**", "yaml").replace(PORT, port))
                .verifier();
        Process process = new ProcessBuilder("python3", "-c", server)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile())
                .start();
        try {
            awaitServer(Integer.parseInt(port));
            Score right = verifier.verify(new Attempt("t", "", "55", "it is 55", false, Map.of()));
            Score wrong = verifier.verify(new Attempt("t", "", "55", "it is 54", false, Map.of()));

            assertThat(right.value()).isEqualTo(1);
            assertThat(right.reason()).contains("looked for the reference");
            assertThat(wrong.value()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void awaitServer(int port) throws InterruptedException {
        while (true) { // the test's own time limit ends it
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(socket.isConnected()).isTrue();
                return;
            } catch (IOException e) {
                Thread.sleep(50);
            }
        }
    }

    private static boolean works(String command) throws InterruptedException {
        try {
            return new ProcessBuilder(command, "-c", "pass").start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
