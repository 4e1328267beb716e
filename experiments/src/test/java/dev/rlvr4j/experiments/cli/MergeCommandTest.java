package dev.rlvr4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.adapter.Lora;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.experiments.Main;
import dev.rlvr4j.experiments.assembly.LoadedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergeCommandTest {
    private static final String IDS = "5,17,20,9,31,8,11";

    @TempDir
    static Path shared;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void adapters() throws IOException {
        Torch.prepareThread(0);
        Path model = LoadedModel.directory("builtin");
        try (BaseModel base = BaseModel.load(model, Device.cpu(), Precision.FLOAT32)) {
            write(base, Lora.allLinear(4, 8), "one", 1);
            write(base, Lora.allLinear(4, 2), "two", 2);
            write(base, Lora.allLinear(2, 2), "narrow", 3);
            write(base, Objects.requireNonNull(AdapterMethods.all().get("dora")), "dora", 4);
            write(base, Objects.requireNonNull(AdapterMethods.all().get("ln-tuning")), "norms", 5);
        }
    }

    /** An adapter somewhere away from its start. */
    private static void write(BaseModel base, AdapterMethod method, String name, long seed) throws IOException {
        try (TransformerPolicy policy = new TransformerPolicy(base, method, name, seed, false);
                NDManager scope = base.newScope()) {
            policy.parameters().forEach((tensor, array) -> {
                if (method.trains(tensor)) {
                    move(array, CounterRandom.key(seed, tensor), scope);
                }
            });
            policy.saveAdapter(Files.createDirectories(shared.resolve(name)));
        }
    }

    private static void move(NDArray array, long key, NDManager scope) {
        float[] values = array.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (0.04 * (CounterRandom.uniform(key, i) - 0.5));
        }
        Tensors on = Tensors.on(array.getDevice());
        on.overwrite(array, Tensors.floats(scope, values, array.getShape().getShape()));
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.execute(new PrintWriter(out), new PrintWriter(err), args);
    }

    private static String adapter(String name) {
        return shared.resolve(name).toString();
    }

    private JsonNode merge(String out, String... args) throws IOException {
        List<String> all = new ArrayList<>(
                List.of("merge", "--json", "--out", directory.resolve(out).toString()));
        all.addAll(List.of(args));
        assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
        return new ObjectMapper().readTree(this.out.toString());
    }

    private List<Double> scored(String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("score", "--json", "--ids", IDS));
        all.addAll(List.of(options));
        assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
        List<Double> logProbs = new ArrayList<>();
        new ObjectMapper().readTree(out.toString()).path("token_logprobs").forEach(x -> logProbs.add(x.asDouble()));
        assertThat(logProbs).hasSize(6);
        return logProbs;
    }

    private static void assertSame(List<Double> actual, List<Double> expected) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("token %d", i).isCloseTo(expected.get(i), within(2e-5));
        }
    }

    @Test
    void anAdapterMergedIntoTheBaseIsAModelOfItsOwn() throws IOException {
        JsonNode result = merge("model", "--into-base", adapter("dora"));
        assertThat(result.path("kind").asText()).isEqualTo("checkpoint");
        assertThat(result.path("method").asText()).isEqualTo("stack");
        List<Double> expected = scored("--adapter", adapter("dora"));
        assertThat(expected).isNotEqualTo(scored());
        assertSame(scored("--model", directory.resolve("model").toString()), expected);
        assertThat(directory.resolve("model/tokenizer.json")).exists();
    }

    @Test
    void catIsTheWeightedSumWhicheverWayItIsWritten() throws IOException {
        String[] two = {"--weights", "1,-0.5", adapter("one"), adapter("narrow")};
        JsonNode result = merge("adapter", two);
        assertThat(result.path("method").asText()).isEqualTo("cat");
        assertThat(result.path("largest_rank").asInt()).isEqualTo(6);
        merge("model", "--into-base", two[0], two[1], two[2], two[3]);
        List<Double> adapted = scored("--adapter", directory.resolve("adapter").toString());
        assertThat(adapted).isNotEqualTo(scored("--adapter", adapter("one")));
        assertSame(scored("--model", directory.resolve("model").toString()), adapted);
    }

    @Test
    void adaptersOfDifferentMethodsAddUpInTheBase() throws IOException {
        merge("model", "--into-base", adapter("dora"), adapter("norms"), adapter("two"));
        merge("again", "--into-base", adapter("two"), adapter("dora"), adapter("norms"));
        List<Double> model = scored("--model", directory.resolve("model").toString());
        assertSame(scored("--model", directory.resolve("again").toString()), model);
        assertThat(model).isNotEqualTo(scored("--adapter", adapter("dora")));
    }

    @Test
    void everyMethodMakesAnAdapterOfTwo() throws IOException {
        for (String method : dev.rlvr4j.core.merge.Combinations.names()) {
            List<String> args = new ArrayList<>(List.of("--method", method, adapter("one"), adapter("two")));
            if (method.equals("lorahub")) {
                args.addAll(List.of("--weights", "0.5,0.5"));
            }
            JsonNode result = merge(method, args.toArray(String[]::new));
            assertThat(result.path("parameters").asLong()).as(method).isPositive();
            assertThat(scored("--adapter", directory.resolve(method).toString()))
                    .as(method)
                    .allMatch(Double::isFinite)
                    .isNotEqualTo(scored());
        }
    }

    @Test
    void loraHubFindsWeightsThatEarnReward() throws IOException {
        JsonNode result = merge(
                "hub",
                "--method",
                "lorahub",
                "--tasks",
                "4",
                "--evaluations",
                "4",
                "--set",
                "rollout.max_tokens=24",
                adapter("one"),
                adapter("two"));
        assertThat(err.toString()).contains("on 4 training tasks with weights");
        assertThat(result.path("weights")).hasSize(2).allMatch(w -> Math.abs(w.asDouble()) <= 1.5);
        JsonNode again = merge(
                "again",
                "--method",
                "lorahub",
                "--tasks",
                "4",
                "--evaluations",
                "4",
                "--set",
                "rollout.max_tokens=24",
                adapter("one"),
                adapter("two"));
        assertThat(again.path("weights")).isEqualTo(result.path("weights"));
    }

    @Test
    void whatCannotBeMergedIsOneSentence() {
        Map<List<String>, String> mistakes = Map.ofEntries(
                Map.entry(List.of(adapter("dora"), adapter("one")), "cannot be written as a plain LoRA"),
                Map.entry(List.of("--method", "linear", adapter("one"), adapter("narrow")), "needs one rank"),
                Map.entry(
                        List.of("--method", "ties", adapter("one"), adapter("dora")),
                        "take cat, or one that ends in svd"),
                Map.entry(List.of("--method", "svd", adapter("one"), adapter("dora")), "say with rank"),
                Map.entry(List.of("--method", "klora", adapter("one")), "chooses between two"),
                Map.entry(List.of("--method", "tise", adapter("one")), "there is no way to combine called 'tise'"),
                Map.entry(List.of("--with", "density=0.3", adapter("one"), adapter("two")), "has no setting 'density'"),
                Map.entry(List.of("--weights", "1", adapter("one"), adapter("two")), "2 adapters, but 1 weights"),
                Map.entry(List.of("--dtype", "bfloat16", adapter("one")), "add --into-base"),
                Map.entry(
                        List.of("--method", "linear", adapter("one"), adapter("norms")), "which this method does not"),
                Map.entry(List.of(directory.resolve("nowhere").toString()), "is no adapter"));
        mistakes.forEach((args, message) -> {
            List<String> all = new ArrayList<>(
                    List.of("merge", "--out", directory.resolve("out").toString()));
            all.addAll(args);
            assertThat(run(all.toArray(String[]::new))).as(message).isEqualTo(2);
            assertThat(err.toString().lines()).as(message).hasSize(1);
            assertThat(err.toString()).contains(message);
            assertThat(directory.resolve("out")).doesNotExist();
        });
    }

    @Test
    void aFullDirectoryIsNotWrittenTo() throws IOException {
        Files.writeString(directory.resolve("mine"), "");
        assertThat(run("merge", "--out", directory.toString(), adapter("one"))).isEqualTo(2);
        assertThat(err.toString()).contains("is not empty");
    }

    @Test
    void aStackIsTheTrainedAdapterOnTheFrozenOne() throws IOException {
        Path run = directory.resolve("run");
        assertThat(run(
                        "train",
                        "--out",
                        run.toString(),
                        "--set",
                        "model.adapter=" + adapter("dora"),
                        "--set",
                        "adapter.method=dora",
                        "--set",
                        "adapter.r=2",
                        "--set",
                        "training.steps=2",
                        "--set",
                        "evaluation.tasks=4",
                        "--set",
                        "rollout.max_tokens=16",
                        "--set",
                        "algorithm.prompts_per_step=2",
                        "--set",
                        "algorithm.group_size=4"))
                .as(err.toString())
                .isZero();
        Path trained = run.resolve("adapter");
        assertThat(trained.resolve("README.md")).content().contains(adapter("dora"));
        merge("model", "--into-base", "--method", "stack", adapter("dora"), run.toString());
        List<Double> stacked = scored("--model", directory.resolve("model").toString());
        assertThat(stacked).isNotEqualTo(scored("--adapter", adapter("dora")));
        assertThat(run("eval", "--run", run.toString(), "--tasks", "2", "--json"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("\"tasks\":2");
        Path lora = directory.resolve("lora");
        assertThat(run("merge", "--method", "stack", "--out", lora.toString(), adapter("one"), adapter("two")))
                .isZero();
        merge("cat", adapter("one"), adapter("two"));
        assertSame(
                scored("--adapter", lora.toString()),
                scored("--adapter", directory.resolve("cat").toString()));
    }
}
