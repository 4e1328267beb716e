package dev.rlvr4j.experiments.readme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rlvr4j.experiments.Main;
import dev.rlvr4j.trainer.Algorithm;
import dev.rlvr4j.trainer.advantage.Advantages;
import dev.rlvr4j.trainer.aggregation.Aggregations;
import dev.rlvr4j.trainer.loss.LossBatch;
import dev.rlvr4j.trainer.loss.LossResult;
import dev.rlvr4j.trainer.loss.Losses;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/losses.md against the catalogue, and runs its examples as they stand there. */
class LossDocsTest {
    @TempDir
    Path folder;

    private static String docs() throws IOException {
        return Files.readString(Path.of("..", "docs", "losses.md"));
    }

    private static String example(String behind, String language) throws IOException {
        String docs = docs();
        String open = "```" + language + "\n";
        int start = docs.indexOf(open, docs.indexOf(behind)) + open.length();
        return docs.substring(start, docs.indexOf("```", start));
    }

    @Test
    void theTableHasEachLossWithItsAdvantageAndAggregation() throws IOException {
        List<String> rows =
                docs().lines().filter(line -> line.startsWith("| `")).toList();
        for (Losses.Kind kind : Losses.all()) {
            String row = rows.stream()
                    .filter(line -> line.startsWith("| `" + kind.name() + "` |"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("docs/losses.md has no row for " + kind.name()));
            String[] cells =
                    Arrays.stream(row.split("\\|", -1)).map(String::strip).toArray(String[]::new);
            assertThat(cells).as(row).hasSize(8);
            if (!kind.name().equals("cross_entropy")) {
                assertThat(cells[4]).as(row).startsWith("`" + name(Advantages.all(), kind.advantage()) + "`");
            }
            assertThat(cells[5]).as(row).isEqualTo("`" + name(Aggregations.all(), kind.aggregation()) + "`");
        }
    }

    private static String name(Map<String, ?> catalogue, Object value) {
        return catalogue.entrySet().stream()
                .filter(e -> e.getValue().getClass() == value.getClass())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theCaseOfTheCommandRuns() throws IOException {
        Path file = Files.writeString(folder.resolve("case.json"), example("## Check us", "json"));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                Main.execute(new PrintWriter(out), new PrintWriter(err), "loss", "--file", file.toString(), "--json");
        assertThat(code).as(err.toString()).isZero();
        // z-scores a = 0.5 / (0.7071068 + 1e-4); ratios exp(0.2 / 3) and exp(-0.1 / 2), both inside the bounds
        double a = 0.5 / (Math.sqrt(0.5) + 1e-4);
        assertThat(new ObjectMapper().readTree(out.toString()).path("loss").asDouble())
                .isCloseTo(-a * (Math.exp(0.2 / 3) - Math.exp(-0.1 / 2)) / 2, offset(1e-6));
    }

    @Test
    void theLambdaIsALoss() throws Exception {
        Files.writeString(folder.resolve("Example.java"), """
                import dev.rlvr4j.trainer.*;
                import dev.rlvr4j.trainer.advantage.*;
                import dev.rlvr4j.trainer.aggregation.*;
                import dev.rlvr4j.trainer.loss.*;
                public final class Example {
                    public static Algorithm make() {
                %s
                        return algorithm;
                    }
                }
                """.formatted(example("## A loss of your own", "java")));
        compile("Example.java");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, LossDocsTest.class.getClassLoader())) {
            Algorithm algorithm =
                    (Algorithm) loader.loadClass("Example").getMethod("make").invoke(null);
            float[] logProbs = {-1, -0.001f};
            float[] halves = {0.5f, 0.5f};
            LossResult result = algorithm
                    .loss()
                    .compute(new LossBatch(
                            new int[] {0, 2},
                            logProbs,
                            new float[2],
                            logProbs,
                            logProbs,
                            null,
                            new float[] {2, 2},
                            halves));

            assertThat(result.value()).isEqualTo(1);
            assertThat(result.logProbGradient()).containsExactly(-1, 0);
        }
    }

    private void compile(String file) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options =
                    List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString(), "-proc:none");
            boolean compiled = compiler.getTask(
                            errors, files, null, options, null, files.getJavaFileObjects(folder.resolve(file)))
                    .call();
            assertThat(compiled).as(errors.toString()).isTrue();
        }
    }
}
