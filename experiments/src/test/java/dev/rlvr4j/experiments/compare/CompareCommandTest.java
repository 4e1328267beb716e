package dev.rlvr4j.experiments.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.experiments.Main;
import dev.rlvr4j.experiments.run.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A comparison on a model of a few thousand weights; the tests go on with one folder, as a user does. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CompareCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RECIPE = """
            title: A small comparison
            completions: 64
            seeds: [1, 2]
            learning_rates: [1e-3, 1e-2]
            validation_tasks: 8
            test_tasks: 12
            evaluations: 2
            run:
              model: {path: "%s"}
              adapter: {method: lora, r: 2}
              algorithm: {prompts_per_step: 4, group_size: 4}
              rollout: {max_tokens: 12, workers: 1}
              reward: {parts: [{name: even-length}]}
            arms:
              - name: LoRA r 2
              - name: full
                run: {adapter: {method: full}}
              - name: too fast
                learning_rates: [1e30]
              - name: no judge
                learning_rates: [1e-3]
                run: {reward: {parts: [{name: broken}]}}
            """;

    @TempDir
    static Path folder;

    private static Path recipe = Path.of("");
    private static Path out = Path.of("");

    private record Answer(int code, String out, String err) {}

    private static Answer rlvr(String... args) {
        StringWriter stdout = new StringWriter();
        StringWriter stderr = new StringWriter();
        int code = Main.execute(new PrintWriter(stdout), new PrintWriter(stderr), args);
        return new Answer(code, stdout.toString(), stderr.toString());
    }

    @BeforeAll
    static void makeAModel() throws IOException {
        Path base = folder.resolve("base");
        Answer made = rlvr(
                "pretrain",
                "--out",
                base.toString(),
                "--steps",
                "3",
                "--set",
                "shape={hidden_size: 16, layers: 2, heads: 2, kv_heads: 1, head_dim: 8, intermediate_size: 32,"
                        + " context_length: 64}",
                "--set",
                "training.examples_per_step=8",
                "--set",
                "evaluation.tasks=8",
                "--set",
                "rollout.max_tokens=12");
        assertThat(made.code).as(made.err).isZero();
        recipe = Files.writeString(folder.resolve("recipe.yaml"), RECIPE.formatted(base.resolve("model")));
        out = folder.resolve("comparison");
    }

    @Test
    @Order(1)
    void aDryRunShowsThePlanAndLeavesNothing() {
        Answer plan = rlvr("compare", recipe.toString(), "--out", out.toString(), "--dry-run");
        assertThat(plan.code).as(plan.err).isZero();
        assertThat(plan.err)
                .contains("A small comparison", "12 runs of 64 training completions each", "about", "LoRA r 2", "full");
        assertThat(out).doesNotExist();
    }

    @Test
    @Order(2)
    void whatCannotRunIsRefusedBeforeTheFirstRun() throws IOException {
        refused("held-out tasks, but there are 512", "--set", "test_tasks=2000");
        refused("arm 'bad'", "--set", "arms=[{name: bad, run: {adapter: {target_modules: [qq_proj]}}}]");
        refused("nothing", "--set", "run.model.path=" + folder.resolve("nothing"));
        refused("no seeds", "--set", "seeds=[]");
        StringBuilder questions = new StringBuilder();
        for (int i = 40; i >= 1; i--) { // the longest first
            questions.append("{\"question\": \"" + "1".repeat(i) + "=\", \"answer\": \"1\"}\n");
        }
        Path data = Files.writeString(folder.resolve("questions.jsonl"), questions.toString());
        refused(
                "not those of the other arms",
                "--set",
                "run.environment={type: jsonl, path: '" + data + "', held_out_share: 0.8}",
                "--set",
                "test_tasks=2",
                "--set",
                "arms=[{name: a}, {name: b, run: {rollout: {max_tokens: 40}}}]");
        assertThat(out).doesNotExist();
    }

    private static void refused(String words, String... settings) {
        List<String> args = Stream.concat(
                        Stream.of("compare", recipe.toString(), "--out", out.toString()), Stream.of(settings))
                .toList();
        Answer answer = rlvr(args.toArray(new String[0]));
        assertThat(answer.code).as(answer.err).isEqualTo(2);
        assertThat(answer.err).contains(words);
    }

    @Test
    @Order(3)
    void runsThatFailOrDivergeStandInTheirCellsAndTheRestGoesOn() throws IOException {
        BrokenVerifier.BROKEN.set(true);
        Answer done = rlvr("compare", recipe.toString(), "--out", out.toString());
        assertThat(done.code).as(done.err).isZero();
        assertThat(done.err).contains("run 12/12", "the judge is out").doesNotContain("\tat ");
        assertThat(done.out).contains("LoRA r 2", "full", "report.html").contains("no finished run");
        JsonNode results = results();
        assertThat(statuses(results, "LoRA r 2")).containsOnly("FINISHED").hasSize(4);
        assertThat(statuses(results, "full")).containsOnly("FINISHED").hasSize(4);
        assertThat(statuses(results, "too fast")).containsOnly("DIVERGED").hasSize(2);
        assertThat(statuses(results, "no judge")).containsOnly("FAILED").hasSize(2);
        assertThat(results.get("pairs")).hasSize(1);
        assertThat(results.at("/provenance/command").asText()).startsWith("./rlvr compare ");
        JsonNode outcome = outcome("full/lr-1e-3/seed-1");
        assertThat(outcome.get("validation")).hasSize(8);
        assertThat(outcome.get("test")).hasSize(12);
        assertThat(outcome.get("curve")).hasSize(3);
        assertThat(outcome.at("/curve/2/completions").asInt()).isEqualTo(64);
        assertThat(outcome.get("spectrum")).hasSize(14);
        assertThat(outcome.at("/cost/swapped_bytes").asLong())
                .isEqualTo(4 * outcome.at("/cost/trainable_parameters").asLong());
        assertThat(out.resolve("runs/full/lr-1e-3/seed-1/checkpoints")).doesNotExist();
        assertThat(out.resolve("runs/full/lr-1e-3/seed-1/adapter")).isDirectory();
    }

    @Test
    @Order(4)
    void theLastPointOfACurveIsTheValidationThatChooses() throws IOException {
        JsonNode outcome = outcome("lora-r-2/lr-1e-2/seed-2");
        double sum = 0;
        for (JsonNode accuracy : outcome.get("validation")) {
            sum += accuracy.doubleValue();
        }
        assertThat(sum / 8).isEqualTo(outcome.at("/curve/2/accuracy").doubleValue());
    }

    @Test
    @Order(5)
    void resumingKeepsWhatFinishedAndRepeatsWhatIsMissingOrFailed() throws IOException {
        Path lost = out.resolve("runs/lora-r-2/lr-1e-2/seed-1");
        JsonNode before = timeless(outcome("lora-r-2/lr-1e-2/seed-1"));
        byte[] kept = Files.readAllBytes(out.resolve("runs/full/lr-1e-2/seed-1/outcome.json"));
        RunFolder.delete(lost);
        BrokenVerifier.BROKEN.set(false);
        Answer resumed = rlvr("compare", "--resume", "--out", out.toString());
        assertThat(resumed.code).as(resumed.err).isZero();
        assertThat(resumed.err).contains("9 of 12 runs are done already", "run 10/12");
        assertThat(timeless(outcome("lora-r-2/lr-1e-2/seed-1"))).isEqualTo(before);
        assertThat(out.resolve("runs/full/lr-1e-2/seed-1/outcome.json")).hasBinaryContent(kept);
        assertThat(statuses(results(), "no judge")).containsOnly("FINISHED");
        assertThat(statuses(results(), "too fast")).containsOnly("DIVERGED");
    }

    @Test
    @Order(6)
    void aComparisonCanBeGivenMoreSeeds() throws IOException {
        Answer more = rlvr("compare", "--resume", "--out", out.toString(), "--set", "seeds=[1, 2, 3]");
        assertThat(more.code).as(more.err).isZero();
        assertThat(more.err).contains("12 of 18 runs are done already");
        assertThat(statuses(results(), "full")).containsOnly("FINISHED").hasSize(6);
        Answer again = rlvr("compare", "--resume", "--out", out.toString());
        assertThat(again.err).contains("18 of 18 runs are done already");
    }

    @Test
    @Order(7)
    void otherSettingsForBegunRunsAreRefused() {
        Answer other = rlvr("compare", "--resume", "--out", out.toString(), "--set", "run.adapter.r=3");
        assertThat(other.code).isEqualTo(2);
        assertThat(other.err).contains("other settings");
        Answer taken = rlvr("compare", recipe.toString(), "--out", out.toString());
        assertThat(taken.code).isEqualTo(2);
        assertThat(taken.err).contains("already holds a comparison");
        Answer both = rlvr("compare", recipe.toString(), "--resume", "--out", out.toString());
        assertThat(both.code).isEqualTo(2);
        Answer none = rlvr("compare", "--report", "--out", folder.toString());
        assertThat(none.code).isEqualTo(2);
        assertThat(none.err).contains("no comparison in");
    }

    @Test
    @Order(8)
    void theReportCanBeWrittenAgainWithAnotherMargin() throws IOException {
        JsonNode before = results();
        Answer report = rlvr("compare", "--report", "--out", out.toString(), "--set", "margin=0.1");
        assertThat(report.code).as(report.err).isZero();
        assertThat(results().at("/design/margin").doubleValue()).isEqualTo(0.1);
        assertThat(results().get("arms")).isEqualTo(before.get("arms"));
    }

    private static JsonNode results() throws IOException {
        return JSON.readTree(out.resolve("report/results.json").toFile());
    }

    private static JsonNode outcome(String run) throws IOException {
        return JSON.readTree(out.resolve("runs/" + run + "/outcome.json").toFile());
    }

    /** An outcome without what depends on the machine's pace. */
    private static JsonNode timeless(JsonNode outcome) {
        ((ObjectNode) outcome.get("cost"))
                .remove(List.of(
                        "peak_memory_bytes",
                        "rollout_tokens_per_second",
                        "train_tokens_per_second",
                        "seconds_per_step",
                        "wall_seconds"));
        return outcome;
    }

    private static List<String> statuses(JsonNode results, String arm) {
        return Stream.iterate(0, i -> i + 1)
                .limit(results.get("runs").size())
                .map(results.get("runs")::get)
                .filter(run -> run.get("arm").asText().equals(arm))
                .map(run -> run.get("status").asText())
                .toList();
    }
}
