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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command on a model of a few thousand weights. */
class EndToEndTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static Path model = Path.of("");
    private static Path run = Path.of("");

    private record Answer(int code, String out, String err) {}

    private static Answer rlvr(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.execute(new PrintWriter(out), new PrintWriter(err), args);
        return new Answer(code, out.toString(), err.toString());
    }

    private static Answer train(Path model, String... more) {
        List<String> args = new ArrayList<>(List.of("train", "--model", model.toString()));
        for (String setting : new String[] {
            "adapter.r=2",
            "algorithm.prompts_per_step=4",
            "algorithm.group_size=4",
            "rollout.max_tokens=12",
            "rollout.workers=1",
            "evaluation.tasks=8",
            "evaluation.every=2",
            "training.checkpoint_every=2"
        }) {
            args.add("--set");
            args.add(setting);
        }
        args.addAll(List.of(more));
        return rlvr(args.toArray(new String[0]));
    }

    @BeforeAll
    static void pretrainAndTrain() {
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
                "training.checkpoint_every=2",
                "--set",
                "evaluation.tasks=8",
                "--set",
                "rollout.max_tokens=12");
        assertThat(made.code).as(made.err).isZero();
        model = base.resolve("model");
        run = folder.resolve("run");
        Answer trained = train(model, "--steps", "4", "--out", run.toString());
        assertThat(trained.code).as(trained.err).isZero();
        assertThat(trained.out).contains("held-out", "before", "after", "run folder");
        assertThat(trained.err).contains("step 4/4");
    }

    @Test
    void aRunLeavesItsFilesBehind() throws IOException {
        assertThat(run.resolve("config.yaml")).content().contains("steps: 4");
        assertThat(run.resolve("curve.png")).isNotEmptyFile();
        assertThat(run.resolve("samples.jsonl")).isNotEmptyFile();
        assertThat(run.resolve("run.log")).content().contains("step 4");
        assertThat(run.resolve("adapter/adapter_model.safetensors")).isNotEmptyFile();
        assertThat(run.resolve("tensorboard")).isNotEmptyDirectory();
        JsonNode summary = JSON.readTree(run.resolve("summary.json").toFile());
        assertThat(summary.fieldNames())
                .toIterable()
                .contains(
                        "base_accuracy",
                        "final_accuracy",
                        "eval_size",
                        "steps",
                        "wall_seconds",
                        "rollout_tokens_per_second",
                        "train_tokens_per_second",
                        "trainable_parameters",
                        "sampler_trainer_kl",
                        "seed",
                        "versions",
                        "machine");
        assertThat(summary.get("steps").asInt()).isEqualTo(4);
        assertThat(metrics(run)).hasSize(4 + 3);
    }

    @Test
    void aRunThatIsCutOffAndResumedEndsTheSame() throws IOException {
        Path cut = folder.resolve("cut");
        copy(run, cut);
        delete(cut.resolve("checkpoints/step-000004"));
        delete(cut.resolve("adapter"));
        Answer resumed = rlvr("train", "--resume", "--out", cut.toString());
        assertThat(resumed.code).as(resumed.err).isZero();
        assertThat(resumed.err).contains("resumed after step 2 of 4");
        assertThat(metrics(cut)).isEqualTo(metrics(run));
        assertThat(cut.resolve("samples.jsonl")).hasSameTextualContentAs(run.resolve("samples.jsonl"));
        assertThat(cut.resolve("adapter/adapter_model.safetensors"))
                .hasSameBinaryContentAs(run.resolve("adapter/adapter_model.safetensors"));
    }

    @Test
    void aRunWhoseNewestCheckpointIsDamagedGoesOnFromTheOneBefore() throws IOException {
        Path damaged = folder.resolve("damaged");
        copy(run, damaged);
        Path state = damaged.resolve("checkpoints/step-000004/state/trainable.safetensors");
        byte[] bytes = Files.readAllBytes(state);
        bytes[bytes.length - 5] ^= 4;
        Files.write(state, bytes);
        Answer resumed = rlvr("train", "--resume", "--out", damaged.toString());
        assertThat(resumed.code).as(resumed.err).isZero();
        assertThat(resumed.err).contains("resumed after step 2 of 4");
        assertThat(damaged.resolve("run.log"))
                .content()
                .contains("step-000004 is damaged: state/trainable.safetensors of " + bytes.length + " bytes");
        assertThat(metrics(damaged)).isEqualTo(metrics(run));
        assertThat(damaged.resolve("adapter/adapter_model.safetensors"))
                .hasSameBinaryContentAs(run.resolve("adapter/adapter_model.safetensors"));
    }

    @Test
    void pretrainingThatIsCutOffAndResumedMakesTheSameModel() throws IOException {
        Path cut = folder.resolve("pretraining");
        copy(folder.resolve("base"), cut);
        delete(cut.resolve("checkpoints/step-000003"));
        delete(cut.resolve("model"));
        Answer resumed = rlvr("pretrain", "--resume", "--out", cut.toString());
        assertThat(resumed.code).as(resumed.err).isZero();
        assertThat(resumed.err).contains("resumed after step 2 of 3");
        assertThat(metrics(cut)).isEqualTo(metrics(folder.resolve("base")));
        assertThat(cut.resolve("model/model.safetensors")).hasSameBinaryContentAs(model.resolve("model.safetensors"));
    }

    @Test
    void anotherOptimizerWithGroupsTrainsAndIsResumedToTheBit() throws IOException {
        Path whole = folder.resolve("muon");
        Answer trained = train(
                model,
                "--steps",
                "4",
                "--set",
                "optimizer={type: muon, schedule: wsd, groups: [{match: lora_B, learning_rate_ratio: 16}]}",
                "--out",
                whole.toString());
        assertThat(trained.code).as(trained.err).isZero();
        Path cut = folder.resolve("muon-cut");
        copy(whole, cut);
        delete(cut.resolve("checkpoints/step-000004"));
        assertThat(rlvr("train", "--resume", "--out", cut.toString()).code).isZero();
        assertThat(metrics(cut)).isEqualTo(metrics(whole));

        Answer unmatched = train(
                model,
                "--set",
                "optimizer.groups=[{match: lora_C}]",
                "--out",
                folder.resolve("unmatched").toString());
        assertThat(unmatched.code).isEqualTo(2);
        assertThat(unmatched.err).contains("the parameter group 'lora_C' matches none of the trained tensors");
        assertThat(folder.resolve("unmatched")).doesNotExist();
    }

    @Test
    void anAsynchronousRunIsResumedAndRepeatedToTheBit() throws IOException {
        Path whole = folder.resolve("async");
        List<String> ahead = List.of(
                "--steps",
                "4",
                "--set",
                "async.max_staleness=1",
                "--set",
                "rollout.workers=2",
                "--set",
                "training.log_samples=0",
                "--out");
        Answer trained = train(model, with(ahead, whole.toString()));
        assertThat(trained.code).as(trained.err).isZero();
        assertThat(metrics(whole))
                .filteredOn(entry -> entry.has("loss"))
                .extracting(step -> step.get("staleness/max").asInt())
                .allMatch(age -> age <= 1)
                .contains(1);

        Path cut = folder.resolve("async-cut");
        copy(whole, cut);
        delete(cut.resolve("checkpoints/step-000004"));
        delete(cut.resolve("adapter"));
        Answer resumed = rlvr("train", "--resume", "--out", cut.toString());
        assertThat(resumed.code).as(resumed.err).isZero();
        assertThat(resumed.err).contains("resumed after step 2 of 4");
        same(cut, whole);

        String schedule = "async.schedule=" + whole.resolve("schedule.txt");
        Path again = folder.resolve("async-again");
        Answer repeated = train(model, with(ahead, again.toString(), "--set", schedule));
        assertThat(repeated.code).as(repeated.err).isZero();
        same(again, whole);

        bad(
                train(model, with(ahead, folder.resolve("other").toString(), "--set", schedule, "--seed", "2")),
                "is of a run with another recipe");
    }

    private static String[] with(List<String> args, String... more) {
        return Stream.concat(args.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private static void same(Path run, Path whole) throws IOException {
        assertThat(metrics(run)).isEqualTo(metrics(whole));
        assertThat(run.resolve("samples.jsonl")).hasSameTextualContentAs(whole.resolve("samples.jsonl"));
        assertThat(run.resolve("adapter/adapter_model.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("adapter/adapter_model.safetensors"));
    }

    @Test
    void tasksComeByLevelOrByPassRateWhereTheEnvironmentHasThem() throws IOException {
        Path levels = folder.resolve("levels");
        Answer trained = train(
                model,
                "--steps",
                "2",
                "--set",
                "environment={type: procedural, generator: chain_sum}",
                "--set",
                "reward.parts=[{name: procedural}]",
                "--set",
                "groups={order: curriculum, curriculum: {levels: 2, window: 1, lower_below: 0.1, start_level: 2}}",
                "--out",
                levels.toString());
        assertThat(trained.code).as(trained.err).isZero();
        assertThat(metrics(levels))
                .filteredOn(entry -> entry.has("loss"))
                .extracting(step -> step.get("curriculum/level").asInt())
                .containsExactly(2, 1);

        String out = folder.resolve("no-levels").toString();
        bad(train(model, "--out", out, "--set", "groups.order=curriculum"), "levels of a generator");
        bad(train(model, "--out", out, "--set", "groups.order=pass_rate"), "endlessly many");
        bad(train(model, "--out", out, "--set", "groups.replay=8"), "without_spread");
        bad(train(model, "--out", out, "--set", "async={max_staleness: 2, ahead: 1}"), "ahead must be");
    }

    @Test
    void episodesWithAToolTrainAndAreResumedToTheBit() throws IOException {
        Path whole = folder.resolve("episodes");
        String[] tool = {
            "--steps",
            "4",
            "--set",
            "environment={type: calculator, call_open: '', call_close: '=', max_turns: 3}",
            "--set",
            "training.log_samples=0",
            "--out",
            whole.toString()
        };
        Answer trained = train(model, tool);
        assertThat(trained.code).as(trained.err).isZero();
        assertThat(metrics(whole))
                .filteredOn(entry -> entry.has("loss"))
                .hasSize(4)
                .allSatisfy(step ->
                        assertThat(step.get("episodes/turns").doubleValue()).isBetween(1.0, 3.0));
        Path cut = folder.resolve("episodes-cut");
        copy(whole, cut);
        delete(cut.resolve("checkpoints/step-000004"));
        delete(cut.resolve("adapter"));
        Answer resumed = rlvr("train", "--resume", "--out", cut.toString());
        assertThat(resumed.code).as(resumed.err).isZero();
        assertThat(metrics(cut)).isEqualTo(metrics(whole));
        assertThat(cut.resolve("samples.jsonl")).hasSameTextualContentAs(whole.resolve("samples.jsonl"));
        assertThat(cut.resolve("adapter/adapter_model.safetensors"))
                .hasSameBinaryContentAs(whole.resolve("adapter/adapter_model.safetensors"));

        Answer evaluated = rlvr(
                "eval",
                "--model",
                model.toString(),
                "--set",
                "environment={type: guess, size: 9}",
                "--set",
                "reward.parts=[{name: exact}]",
                "--set",
                "rollout.max_tokens=40",
                "--set",
                "evaluation.tasks=8");
        assertThat(evaluated.code).as(evaluated.err).isZero();
        assertThat(evaluated.out).contains("held-out", "8 tasks");
    }

    @Test
    void scoreAndSampleAnswerInJson() throws IOException {
        Answer scored = rlvr("score", "--model", model.toString(), "--ids", "1,49,43,50", "--json");
        assertThat(scored.code).as(scored.err).isZero();
        JsonNode scores = JSON.readTree(scored.out);
        assertThat(scores.get("token_logprobs")).hasSize(3).allMatch(p -> p.doubleValue() < 0);
        assertThat(scores.get("entropy")).hasSize(4).allMatch(e -> e.doubleValue() > 0);

        String full = IntStream.range(0, 64).mapToObj(i -> "4" + i % 10).collect(Collectors.joining(","));
        Answer filled = rlvr("score", "--model", model.toString(), "--ids", full, "--json");
        assertThat(filled.code).as(filled.err).isZero();
        assertThat(JSON.readTree(filled.out).get("token_logprobs")).hasSize(63);
        bad(
                rlvr("score", "--model", model.toString(), "--ids", full + ",1"),
                "1 to 64 tokens (the model's context), but has 65");

        String[] sample = {
            "sample",
            "--model",
            model.toString(),
            "--ids",
            "1,49,43,50",
            "--greedy",
            "--ignore-eos",
            "--max-new",
            "5",
            "--json"
        };
        Answer sampled = rlvr(sample);
        assertThat(sampled.code).as(sampled.err).isZero();
        assertThat(JSON.readTree(sampled.out).get("tokens")).hasSize(5);
        List<String> withAdapter = new ArrayList<>(List.of(sample));
        withAdapter.addAll(List.of("--adapter", run.resolve("adapter").toString()));
        assertThat(rlvr(withAdapter.toArray(new String[0])).code).isZero();
    }

    @Test
    void evaluationOfARunUsesItsRecipeAndAdapter() throws IOException {
        Answer answer =
                rlvr("eval", "--run", run.toString(), "--samples", "4", "--pass-at", "1,4", "--tasks", "6", "--json");
        assertThat(answer.code).as(answer.err).isZero();
        JsonNode report = JSON.readTree(answer.out);
        assertThat(report.get("tasks").asInt()).isEqualTo(6);
        assertThat(report.at("/pass_at/pass@4").isNumber()).isTrue();
        assertThat(report.get("version").asText()).contains("adapter");
    }

    @Test
    void badInputEndsWithOneSentenceAndLeavesNoFolder() throws IOException {
        Path out = folder.resolve("never");
        Path empty = Files.writeString(folder.resolve("empty.jsonl"), "");
        Path small = Files.writeString(
                folder.resolve("long.jsonl"), "{\"question\": \"" + "1+".repeat(60) + "1=\", \"answer\": \"61\"}\n");
        Path recipe = Files.writeString(folder.resolve("bad.yaml"), "optimizer:\n  learnig_rate: 1\n");
        String to = out.toString();
        bad(train(folder.resolve("nothing"), "--out", to), "nothing");
        bad(train(model, "--out", to, "--recipe", recipe.toString()), "learning_rate");
        bad(train(model, "--out", to, "--data", empty.toString()), "empty");
        bad(
                train(
                        model,
                        "--out",
                        to,
                        "--data",
                        small.toString(),
                        "--set",
                        "environment.held_out_share=0",
                        "--set",
                        "evaluation.tasks=0"),
                "context of 64");
        bad(train(model, "--out", to, "--set", "reward.parts=[{name: numerik}]"), "did you mean 'numeric'");
        bad(train(model, "--out", to, "--set", "rollout.max_tokens=64"), "context of 64");
        bad(train(model, "--out", to, "--set", "rollout.max_tokens=2147483647"), "context of 64");
        bad(train(model, "--out", to, "--set", "optimizer.learning_rate=-1"), "learning_rate must be positive");
        bad(train(model, "--out", to, "--set", "evaluation.tasks=-1"), "tasks");
        assertThat(out).doesNotExist();
        bad(train(model, "--out", run.toString()), "already holds a run");
        bad(rlvr("train", "--resume", "--out", run.toString(), "--seed", "3"), "takes no other settings");
        bad(rlvr("score", "--model", model.toString(), "--ids", "1,999"), "outside the model's vocabulary");
        bad(rlvr("score", "--model", model.toString(), "--ids", "1,x"), "--ids takes token ids");
        bad(rlvr("sample", "--model", model.toString(), "--prompt", "1".repeat(80)), "context");
        bad(rlvr("sample", "--model", model.toString(), "--ids", "1", "--max-new", "2147483647"), "context");
    }

    private static void bad(Answer answer, String words) {
        assertThat(answer.code).as(answer.err).isEqualTo(2);
        assertThat(answer.err).contains(words);
        assertThat(answer.err.lines().filter(line -> line.startsWith("rlvr: "))).hasSize(1);
        assertThat(answer.err).doesNotContain("\tat ");
        assertThat(answer.out).isEmpty();
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
