package dev.rlvr4j.experiments.collect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.experiments.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both commands on the built-in model, which adds right now and then. */
class CollectCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private @TempDir Path dir = Path.of("");

    private record Answer(int code, String out, String err) {}

    private static Answer rlvr(List<String> args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(new PrintWriter(out), new PrintWriter(err), args.toArray(new String[0]));
        return new Answer(code, out.toString(), err.toString());
    }

    private Answer collect(String file, String tasks, String... more) {
        List<String> args = new ArrayList<>(
                List.of("collect", "--out", dir.resolve(file).toString(), "--tasks", tasks, "--samples", "2"));
        args.addAll(List.of("--set", "rollout.workers=1", "--set", "rollout.max_tokens=32"));
        args.addAll(List.of(more));
        return rlvr(args);
    }

    private List<JsonNode> rows(String file) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (String line : Files.readAllLines(dir.resolve(file))) {
            rows.add(JSON.readTree(line));
        }
        return rows;
    }

    @Test
    void keepsRightCompletionsAndGoesOnWhereItWasCutOff() throws IOException {
        Answer whole = collect("whole.jsonl", "12");
        assertThat(whole.code).as(whole.err).isZero();
        assertThat(whole.out).contains(" of 24 completions kept, of ", " of 12 tasks");
        assertThat(rows("whole.jsonl")).isNotEmpty().allSatisfy(row -> {
            assertThat(row.path("score").asDouble()).isEqualTo(1);
            assertThat(row.path("response").asText())
                    .contains(row.path("reference").asText());
            assertThat(row.path("loss_spans").toString())
                    .isEqualTo("[[0," + row.path("tokens").size() + "]]");
            assertThat(row.path("adapter").asText()).isEqualTo("base@0");
            assertThat(row.path("parts").has("numeric/correct")).isTrue();
            assertThat(row.path("verifiers").path("numeric").asText()).isEqualTo("numeric-1");
        });

        assertThat(collect("cut.jsonl", "5").code).isZero();
        Files.writeString(dir.resolve("cut.jsonl"), "{\"half a li", StandardOpenOption.APPEND);
        Answer resumed = collect("cut.jsonl", "12", "--resume");
        assertThat(resumed.code).as(resumed.err).isZero();
        assertThat(resumed.out.lines().findFirst()).isEqualTo(whole.out.lines().findFirst());
        assertThat(dir.resolve("cut.jsonl")).hasSameTextualContentAs(dir.resolve("whole.jsonl"));

        Answer again = collect("whole.jsonl", "12");
        assertThat(again.code).isEqualTo(2);
        assertThat(again.err).contains("go on with it by --resume, or give another --out");
        Answer other = collect("whole.jsonl", "12", "--resume", "--keep", "best");
        assertThat(other.code).isEqualTo(2);
        assertThat(other.err).contains("was begun with another recipe, adapter or options");
    }

    @Test
    void prefixesOfUngradedCompletionsAreLearntByAnAdapter() throws IOException {
        Answer collected = collect("upft.jsonl", "8", "--keep", "all", "--prefix-tokens", "4", "--whole-share", "0.3");
        assertThat(collected.code).as(collected.err).isZero();
        List<Integer> learnt = rows("upft.jsonl").stream()
                .map(row -> row.path("loss_spans").path(0).path(1).asInt())
                .toList();
        assertThat(learnt).hasSizeGreaterThan(8).contains(4).anyMatch(length -> length > 4);

        Path run = dir.resolve("run");
        List<String> sft = new ArrayList<>(List.of(
                "sft",
                "--examples",
                dir.resolve("upft.jsonl").toString(),
                "--out",
                run.toString(),
                "--examples-per-step",
                "4"));
        List<String> begin = new ArrayList<>(sft);
        begin.addAll(List.of("--steps", "3", "--set", "adapter.r=2", "--set", "evaluation.tasks=0"));
        Answer trained = rlvr(begin);

        assertThat(trained.code).as(trained.err).isZero();
        assertThat(run.resolve("adapter/adapter_model.safetensors")).isNotEmptyFile();
        assertThat(run.resolve("metrics.jsonl")).isNotEmptyFile();
        assertThat(JSON.readTree(run.resolve("summary.json").toFile())
                        .path("examples")
                        .asInt())
                .isEqualTo(learnt.size());

        Files.delete(run.resolve("adapter/adapter_model.safetensors"));
        Files.writeString(
                dir.resolve("upft.jsonl"), "{\"prompt\": \"a\", \"response\": \"b\"}\n", StandardOpenOption.APPEND);
        List<String> resume = new ArrayList<>(sft);
        resume.add("--resume");
        assertThat(rlvr(resume).err).contains("recipe"); // other examples are another run
    }

    @Test
    void eachTaskIsSampledOnceWhateverIsMixed() throws IOException {
        Path data = Files.writeString(dir.resolve("two.jsonl"), """
                {"question": "1+1=", "answer": "2"}
                {"question": "1+2=", "answer": "3"}
                """);
        String two = "{environment: {type: jsonl, path: '" + data + "', held_out_share: 0}, weight: 3}";
        Answer mixed = collect(
                "mixed.jsonl",
                "9",
                "--keep",
                "all",
                "--set",
                "environment={type: mixture, parts: [{environment: {type: arithmetic}}, " + two + "]}");
        assertThat(mixed.code).as(mixed.err).isZero();
        assertThat(rows("mixed.jsonl").stream()
                        .map(row -> row.path("id").asText())
                        .distinct())
                .hasSize(9)
                .filteredOn(id -> id.startsWith("two.jsonl:"))
                .hasSize(2);
        Answer all = collect(
                "all.jsonl", "9", "--set", "environment={type: jsonl, path: '" + data + "', held_out_share: 0}");
        assertThat(all.out).contains(" of 2 tasks");
    }

    @Test
    void episodesAreCollectedWithTheTokensOfTheToolLeftOutOfTheLossAndLearnt() throws IOException {
        Answer collected = collect(
                "tool.jsonl",
                "12",
                "--set",
                "environment={type: calculator, call_open: '', call_close: '=', answer_open: '', answer_close: ''}",
                "--set",
                "rollout.max_tokens=64",
                "--set",
                "reward.workers=3");
        assertThat(collected.code).as(collected.err).isZero();
        List<JsonNode> turns = rows("tool.jsonl").stream()
                .filter(row -> row.path("loss_spans").size() > 1)
                .toList();
        assertThat(turns).isNotEmpty().allSatisfy(row -> {
            JsonNode spans = row.path("loss_spans");
            int given = 0;
            for (int i = 1; i < spans.size(); i++) {
                int from = spans.path(i - 1).path(1).asInt();
                int to = spans.path(i).path(0).asInt();
                assertThat(to).isGreaterThan(from);
                assertThat(row.path("tokens").path(from - 1).asInt()).isEqualTo('='); // the call, which is learnt
                assertThat(row.path("tokens").path(from).asInt()).isBetween((int) '0', (int) '9');
                given += to - from;
            }
            assertThat(given).isPositive();
            assertThat(spans.path(spans.size() - 1).path(1).asInt())
                    .isEqualTo(row.path("tokens").size());
        });

        Path run = dir.resolve("run");
        Answer trained = rlvr(List.of(
                "sft",
                "--examples",
                dir.resolve("tool.jsonl").toString(),
                "--out",
                run.toString(),
                "--steps",
                "1",
                "--set",
                "environment={type: calculator, call_open: '', call_close: '=', answer_open: '', answer_close: ''}",
                "--set",
                "rollout.max_tokens=64",
                "--set",
                "rollout.workers=1",
                "--set",
                "evaluation.tasks=8"));
        assertThat(trained.code).as(trained.err).isZero();
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                .anySatisfy(line -> assertThat(line).contains("eval/episodes/tool_calls"));
    }

    @Test
    void aVerifierThatFailsStopsOrIsCountedAsTheRecipeSays() throws IOException {
        String[] broken = {"--set", "reward.parts=[{name: failing}]"};
        Answer stopped = collect("broken.jsonl", "2", broken);
        assertThat(stopped.code).isNotZero();
        assertThat(stopped.err).contains("verifier 'failing' failed on task");
        assertThat(dir.resolve("broken.jsonl")).isEmptyFile();

        Answer counted = collect(
                "counted.jsonl", "2", "--set", "reward={parts: [{name: failing}], on_error: count, error_value: 1}");
        assertThat(counted.code).as(counted.err).isZero();
        assertThat(counted.out).contains("0 of 4 completions kept", "the verifier failed on 4");
        assertThat(dir.resolve("counted.jsonl")).isEmptyFile();
    }

    @Test
    void mistakesAreNamedBeforeAnyWork() {
        assertThat(collect("a.jsonl", "0").err).contains("tasks and samples must be at least 1");
        assertThat(collect("a.jsonl", "1", "--prefix-tokens", "3", "--prefix-ratio", "0.5").err)
                .contains("--prefix-tokens and --prefix-ratio both say");
        assertThat(rlvr(List.of("sft", "--examples", dir.resolve("gone*.jsonl").toString())).err)
                .contains("no file matches");
        String gone = dir.resolve("gone.jsonl").toString();
        String out = dir.resolve("never").toString();
        assertThat(rlvr(List.of("sft", "--examples", gone, "--out", out)).err).contains("there is no data set");
        assertThat(rlvr(List.of("sft", "--examples", "a.jsonl", "--epochs", "1", "--steps", "2")).err)
                .contains("--epochs must be positive, and takes the place of --steps");
        assertThat(dir).isEmptyDirectory();
    }
}
