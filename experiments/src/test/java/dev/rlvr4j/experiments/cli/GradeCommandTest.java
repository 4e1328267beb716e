package dev.rlvr4j.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.experiments.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradeCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("cases.jsonl");
    }

    @Test
    void gradesEachLineInOrderAndSumsUp() throws Exception {
        StringBuilder cases = new StringBuilder();
        for (int i = 0; i < 1500; i++) {
            cases.append("{\"gold\": \"4\", \"response\": \"#### ")
                    .append(i % 5)
                    .append("\"}\n");
        }
        cases.append(
                "\n{\"gold\": \"many\", \"response\": \"#### 4\", \"policy\": \"value\", \"metadata\": {\"a\": 1}}\n");
        cases.append("{\"gold\": 4, \"response\": \"four\", \"question\": \"2+2?\"}\n");

        assertThat(grade(cases.toString(), "--json")).isZero();

        List<JsonNode> lines = lines();
        assertThat(lines).hasSize(1503);
        for (int i = 0; i < 1500; i++) {
            JsonNode line = lines.get(i);
            assertThat(line.path("verdict").asText()).isEqualTo(i % 5 == 4 ? "CORRECT" : "WRONG");
            assertThat(line.path("score").asDouble()).isEqualTo(i % 5 == 4 ? 1 : 0);
            assertThat(line.path("extracted").asText()).isEqualTo(String.valueOf(i % 5));
            assertThat(line.path("micros").isIntegralNumber()).isTrue();
            assertThat(line.path("version").asText()).isEqualTo("numeric-1");
        }
        assertThat(lines.get(1500).path("verdict").asText()).isEqualTo("GOLD_UNUSABLE");
        assertThat(lines.get(1500).path("detail").asText())
                .contains("line 1502")
                .contains("holds no number");
        assertThat(lines.get(1501).path("verdict").asText()).isEqualTo("NO_ANSWER");
        assertThat(lines.get(1501).path("extracted").isNull()).isTrue();
        JsonNode summary = lines.get(1502).path("summary");
        assertThat(summary.path("cases").asInt()).isEqualTo(1502);
        assertThat(summary.path("version").asText()).isEqualTo("numeric-1");
        assertThat(summary.path("verdicts").path("CORRECT").asInt()).isEqualTo(300);
        assertThat(summary.path("verdicts").path("WRONG").asInt()).isEqualTo(1200);
        assertThat(summary.path("verdicts").path("GOLD_UNUSABLE").asInt()).isEqualTo(1);
        assertThat(summary.path("mean_micros").asDouble()).isPositive();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void predStandsInForTheResponseAndPrecisionCounts() throws Exception {
        Files.writeString(file, """
                {"gold": "$\\\\frac{1}{3}$", "pred": "$0.3333$"}
                {"gold": "$\\\\frac{1}{3}$", "pred": "$0.3333$", "precision": 4}
                {"gold": "4", "response": "\\\\boxed{4}", "pred": "\\\\boxed{5}"}
                """);

        assertThat(run("grade", "--verifier", "math", "--file", file.toString(), "--json"))
                .isZero();
        assertThat(lines().subList(0, 3))
                .extracting(line -> line.path("verdict").asText())
                .containsExactly("WRONG", "CORRECT", "CORRECT");
        assertThat(lines().get(0).path("version").asText()).startsWith("math-");
    }

    @Test
    void aPlainVerifierIsCorrectFromAScoreOfOne() throws Exception {
        Files.writeString(file, "{\"gold\": \"\", \"response\": \"even\"}\n{\"gold\": \"\", \"response\": \"odd\"}\n");

        assertThat(run("grade", "--verifier", "even-length", "--file", file.toString()))
                .isZero();
        assertThat(out.toString().lines())
                .hasSize(3)
                .satisfies(lines -> assertThat(lines.get(0)).contains("CORRECT").contains("4 characters"))
                .satisfies(lines -> assertThat(lines.get(1)).contains("WRONG").contains("3 characters"))
                .satisfies(lines -> assertThat(lines.get(2))
                        .startsWith("2 cases, even-length: CORRECT 1, WRONG 1; mean score 0.5000"));
    }

    @Test
    void aVerifierThatFailsIsAnErrorAndNoZero() throws Exception {
        Files.writeString(file, "{\"gold\": \"\", \"response\": \"x\"}\n");

        assertThat(run("grade", "--verifier", "failing", "--file", file.toString(), "--json"))
                .isEqualTo(1);
        assertThat(lines().get(0).path("verdict").asText()).isEqualTo("ERROR");
        assertThat(lines().get(0).path("score").isNull()).isTrue();
        assertThat(lines().get(0).path("detail").asText()).contains("'failing' failed on task 'line 1'");
        assertThat(lines().get(1).path("summary").path("verdicts").path("ERROR").asInt())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"gold\": | not JSON",
                "[1] | must be a JSON object with gold and response, but is a array",
                "{\"gold\": \"4\"} | 'response' is missing; a case has gold and response (or pred), but this has gold",
                "{} | 'gold' is missing; a case has gold and response (or pred), but this has no fields",
                "{\"gold\": null, \"response\": \"\"} | 'gold' is missing",
                "{\"gold\": [4], \"response\": \"\"} | 'gold' must be a text, but is [4]",
                "{\"gold\": \"4\", \"response\": \"4\", \"metadata\": 3} | 'metadata' must be an object of texts, but is 3",
            })
    void aBadLineIsOneErrorWithItsNumber(String line, String message) throws Exception {
        assertThat(grade("{\"gold\": \"4\", \"response\": \"#### 4\"}\n" + line + "\n"))
                .isEqualTo(2);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString())
                .startsWith("rlvr: ")
                .contains("cases.jsonl, line 2: ")
                .contains(message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void badSettingsAreErrors() throws Exception {
        assertThat(grade("\n")).isEqualTo(2);
        assertThat(err.toString()).contains("holds no cases");
        assertThat(run("grade", "--verifier", "numeric", "--file", "nowhere.jsonl"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no file nowhere.jsonl");
        assertThat(grade("{}", "--timeout", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--timeout must be above 0");
        assertThat(grade("{}", "--set", "mode=strict")).isEqualTo(2);
        assertThat(err.toString()).contains("verifier 'numeric' takes no options, but got mode");
    }

    private int grade(String cases, String... options) throws IOException {
        Files.writeString(file, cases);
        List<String> args = new ArrayList<>(List.of("grade", "--verifier", "numeric", "--file", file.toString()));
        args.addAll(List.of(options));
        return run(args.toArray(String[]::new));
    }

    private int run(String... args) {
        return Main.execute(new PrintWriter(out), new PrintWriter(err), args);
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> nodes = new ArrayList<>();
        for (String line : out.toString().lines().toList()) {
            nodes.add(new ObjectMapper().readTree(line));
        }
        return nodes;
    }
}
