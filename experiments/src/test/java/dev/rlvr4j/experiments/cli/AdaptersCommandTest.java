package dev.rlvr4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.core.adapter.AdapterMethods;
import dev.rlvr4j.core.merge.Combinations;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.TransformerPolicy;
import dev.rlvr4j.core.torch.Precision;
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
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptersCommandTest {
    @TempDir
    static Path shared;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void adapters() throws IOException {
        Torch.prepareThread(0);
        try (BaseModel base = BaseModel.load(LoadedModel.directory("builtin"), Device.cpu(), Precision.FLOAT32)) {
            for (String name : List.of("pissa", "dora", "ln-tuning", "miss")) {
                var method = Objects.requireNonNull(AdapterMethods.all().get(name));
                try (TransformerPolicy policy = new TransformerPolicy(base, method, name, 1, false)) {
                    policy.saveAdapter(Files.createDirectories(shared.resolve(name)));
                }
            }
        }
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.execute(new PrintWriter(out), new PrintWriter(err), args);
    }

    private JsonNode describe(String name) throws IOException {
        assertThat(run("adapters", "describe", "--json", shared.resolve(name).toString()))
                .as(err.toString())
                .isZero();
        return new ObjectMapper().readTree(out.toString());
    }

    @Test
    void listsEveryMethodWithWhatItTrains() throws IOException {
        assertThat(run("adapters", "list", "--json")).isZero();
        JsonNode methods = new ObjectMapper().readTree(out.toString()).path("methods");
        List<String> names = new ArrayList<>();
        for (JsonNode method : methods) {
            names.add(method.path("method").asText());
            assertThat(method.path("description").asText())
                    .as("a line of adapters/methods.properties for %s", names.get(names.size() - 1))
                    .isNotEmpty();
            assertThat(method.path("form").asText()).isNotEmpty();
            assertThat(method.path("trained").asLong() > 0)
                    .isEqualTo(method.path("unfit").isNull());
        }
        assertThat(names).containsExactlyElementsOf(AdapterMethods.names());
        assertThat(run("adapters", "list")).isZero();
        assertThat(out.toString()).contains("lora-plus").contains("LN_TUNING");
    }

    @Test
    void describesALora() throws IOException {
        JsonNode pissa = describe("pissa");
        assertThat(pissa.path("method").asText()).isEqualTo("lora");
        assertThat(pissa.path("settings").path("r").asInt()).isEqualTo(16);
        assertThat(pissa.path("lora").asBoolean()).isTrue();
        assertThat(pissa.path("projections")).hasSize(7);
        JsonNode row = pissa.path("projections").path(0);
        assertThat(row.path("projection").asText()).isEqualTo("self_attn.q_proj");
        assertThat(row.path("ranks").fieldNames().next()).isEqualTo("16");
        // PiSSA starts at the base: what it adds and what it takes away cancel.
        assertThat(row.path("relative_norm").asDouble()).isCloseTo(0, within(1e-3));
        assertThat(run("adapters", "describe", shared.resolve("pissa").toString()))
                .isZero();
        assertThat(out.toString()).contains("plain LoRA  yes").contains("mlp.down_proj");
    }

    @Test
    void saysWhyAnAdapterIsNoLora() throws IOException {
        JsonNode dora = describe("dora");
        assertThat(dora.path("lora").asBoolean()).isFalse();
        assertThat(dora.path("no_lora").asText()).contains("it scales or shifts model.layers.0.self_attn.q_proj");
        JsonNode norms = describe("ln-tuning");
        assertThat(norms.path("projections")).isEmpty();
        assertThat(norms.path("replaced").toString()).contains("model.norm.weight");
    }

    @Test
    void convertsWhatIsALora() throws IOException {
        Path lora = shared.resolve("converted");
        assertThat(run(
                        "adapters",
                        "convert",
                        "--to",
                        "lora",
                        "--out",
                        lora.toString(),
                        shared.resolve("miss").toString()))
                .as(err.toString())
                .isZero();
        assertThat(new ObjectMapper()
                        .readTree(lora.resolve("adapter_config.json").toFile())
                        .path("peft_type")
                        .asText())
                .isEqualTo("LORA");
        assertThat(run(
                        "adapters",
                        "convert",
                        "--to",
                        "lora",
                        "--out",
                        shared.resolve("no").toString(),
                        shared.resolve("dora").toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("cannot be written as a plain LoRA").contains("merge it into the base");
        assertThat(shared.resolve("no")).doesNotExist();
        assertThat(run("adapters", "convert", "--to", "dora", "--out", lora.toString(), lora.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("converted to lora only");
    }

    @Test
    void aSubcommandIsNeeded() {
        assertThat(run("adapters")).isEqualTo(2);
        assertThat(err.toString()).contains("list, describe or convert");
        for (String command : List.of("list", "describe", "convert")) {
            assertThat(run("adapters", command, "--help")).isZero();
            assertThat(out.toString()).contains("Usage: rlvr adapters " + command);
        }
    }

    @Test
    void theDocumentationNamesEveryCombination() throws IOException {
        String page = Files.readString(Path.of("../docs/merging.md"));
        Combinations.names().forEach(name -> {
            assertThat(page).contains("`" + name + "`");
            Combinations.settings(name)
                    .keySet()
                    .forEach(setting -> assertThat(page).contains("`" + setting + "`"));
        });
    }
}
