package dev.rlvr4j.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generator, a data set and a tool in one run of the built-in model, each judged by a verifier of its own. */
class MixtureRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NAMES = List.of("chain_sum", "halves", "tool");

    private @TempDir Path dir = Path.of("");
    private Path recipe = Path.of("");

    private record Answer(int code, String out, String err) {}

    private static Answer rlvr(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(new PrintWriter(out), new PrintWriter(err), args);
        return new Answer(code, out.toString(), err.toString());
    }

    @BeforeEach
    void writeRecipe() throws IOException {
        StringBuilder rows = new StringBuilder("{\"question\": \"1/0=\", \"answer\": \"\\\\frac{1\"}\n");
        for (int i = 1; i <= 20; i++) {
            rows.append("{\"question\": \"%d/2=\", \"answer\": \"\\\\frac{%d}{2}\"}%n".formatted(i, i));
        }
        Path data = Files.writeString(dir.resolve("halves.jsonl"), rows.toString());
        recipe = Files.writeString(dir.resolve("mixture.yaml"), """
                environment:
                  type: mixture
                  parts:
                    - environment: {type: procedural, generator: chain_sum}
                      reward: [{name: procedural}]
                    - environment: {type: jsonl, path: '%s', held_out_share: 0.3}
                      label: halves
                      reward: [{name: math}, {name: repetition, weight: 0.1}]
                    - environment: {type: calculator, call_open: '', call_close: '=', answer_open: '', answer_close: ''}
                      label: tool
                      weight: 2
                reward: {parts: [{name: numeric}]}
                adapter: {r: 2}
                rollout: {max_tokens: 48, workers: 1}
                algorithm: {prompts_per_step: 12, group_size: 2}
                training: {steps: 2, checkpoint_every: 1, log_samples: 0}
                evaluation: {tasks: 12}
                """.formatted(data));
    }

    @Test
    void eachPartIsJudgedByItsOwnVerifierAndTheRunIsResumedToTheBit() throws IOException {
        Path run = dir.resolve("run");
        Answer trained = rlvr("train", "--recipe", recipe.toString(), "--out", run.toString());
        assertThat(trained.code).as(trained.err).isZero();
        assertThat(trained.out + trained.err)
                .contains("halves: 1 tasks left out because their reference cannot be used");
        List<JsonNode> metrics = metrics(run);
        assertThat(metrics).filteredOn(entry -> entry.has("loss")).hasSize(2).allSatisfy(step -> {
            NAMES.forEach(name -> {
                assertThat(step.has("reward/part/environment/" + name + "/reward"))
                        .as(name)
                        .isTrue();
                assertThat(step.path("reward/part/environment/" + name + "/accuracy")
                                .asDouble(-1))
                        .isBetween(0.0, 1.0);
            });
            assertThat(step.fieldNames())
                    .toIterable()
                    .contains("reward/part/procedural", "reward/part/math", "reward/part/repetition")
                    .contains("reward/part/numeric", "episodes/turns", "episodes/tool_calls");
        });
        assertThat(metrics)
                .filteredOn(entry -> entry.has("eval/accuracy"))
                .hasSize(2)
                .allSatisfy(evaluation -> NAMES.forEach(
                        name -> assertThat(evaluation.has("eval/reward/part/environment/" + name + "/accuracy"))
                                .as(name)
                                .isTrue()));

        Path cut = dir.resolve("cut");
        copy(run, cut);
        delete(cut.resolve("checkpoints/step-000002"));
        delete(cut.resolve("adapter"));
        Answer resumed = rlvr("train", "--resume", "--out", cut.toString());
        assertThat(resumed.code).as(resumed.err).isZero();
        assertThat(resumed.err).contains("resumed after step 1 of 2");
        assertThat(metrics(cut)).isEqualTo(metrics);
        assertThat(cut.resolve("samples.jsonl")).hasSameTextualContentAs(run.resolve("samples.jsonl"));
        assertThat(cut.resolve("adapter/adapter_model.safetensors"))
                .hasSameBinaryContentAs(run.resolve("adapter/adapter_model.safetensors"));
    }

    @Test
    void evalShowsEachPartAndWhatEpisodesCounted() throws IOException {
        Answer shown = rlvr("eval", "--recipe", recipe.toString());
        assertThat(shown.code).as(shown.err).isZero();
        assertThat(shown.out)
                .containsPattern("\nturns +[0-9.]+ an episode")
                .containsPattern("\ntool calls +[0-9.]+ an episode")
                .containsPattern("\ntool errors +[0-9.]+ an episode")
                .containsPattern("\nchain_sum +[0-9.]+ % right")
                .containsPattern("\nhalves +[0-9.]+ % right")
                .containsPattern("\ntool +[0-9.]+ % right");

        Answer json = rlvr("eval", "--recipe", recipe.toString(), "--json");
        assertThat(json.code).as(json.err).isZero();
        JsonNode report = JSON.readTree(json.out);
        assertThat(report.at("/episodes/turns").asDouble()).isBetween(1.0, 8.0);
        assertThat(report.at("/episodes/tool_calls").isNumber()).isTrue();
        assertThat(report.path("reward_parts").path("environment/tool/accuracy").isNumber())
                .isTrue();
        double sum = 0; // the first 12 held-out tasks are mixed by weight: 3, 3 and 6
        for (String name : NAMES) {
            double accuracy = report.path("reward_parts")
                    .path("environment/" + name + "/accuracy")
                    .asDouble();
            sum += (name.equals("tool") ? 6 : 3) * accuracy;
        }
        assertThat(report.path("accuracy").asDouble()).isEqualTo(sum / 12);
    }

    @Test
    void mistakesInAPartAreNamed() throws IOException {
        String text = Files.readString(recipe);
        bad(text.replace("{name: procedural}", "{name: procedurl}"), "did you mean 'procedural'");
        bad(text.replace("[{name: procedural}]", "{parts: [{name: procedural}]}"), "must be a list");
        bad(text.replace("[{name: procedural}]", "[]"), "reward is empty; name a verifier");
        bad(text.replace("label: tool", "label: halves"), "two parts of the mixture have the same name; label one");
        bad(text.replace("label: tool", "label: a/b"), "the label of a part must be a name without '/'");
        bad(text.replace("weight: 2", "wieght: 2"), "did you mean 'weight'");
        bad(text.replace("[{name: procedural}]", "[{name: numeric}, {name: math, label: numeric}]"), "rename one");
        bad(
                text.replace("      label: halves\n", "      label: halves\n      weight: 1e-9\n"),
                "the weight of halves is 1.0E-9, too little");
    }

    private void bad(String text, String words) throws IOException {
        Path wrong = Files.writeString(dir.resolve("wrong.yaml"), text);
        Answer answer = rlvr(
                "train",
                "--recipe",
                wrong.toString(),
                "--out",
                dir.resolve("never").toString());
        assertThat(answer.code).as(answer.err).isEqualTo(2);
        assertThat(answer.err).contains(words);
        assertThat(dir.resolve("never")).doesNotExist();
    }

    private static List<JsonNode> metrics(Path run) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            ObjectNode entry = (ObjectNode) JSON.readTree(line);
            entry.remove("timing");
            entries.add(entry);
        }
        return entries;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
