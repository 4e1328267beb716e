package dev.rlvr4j.rewards.readme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.core.loop.Score;
import dev.rlvr4j.rewards.Attempt;
import dev.rlvr4j.rewards.Reward;
import dev.rlvr4j.rewards.Verifier;
import dev.rlvr4j.rewards.Verifiers;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the plug-in examples out of README.md, compiles them as they stand there, and runs them. */
class ReadmeExamplesTest {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    @TempDir
    Path folder;

    /** The first fenced block behind a text of README.md. */
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

    @Test
    void aLambdaIsAVerifier() throws Exception {
        String snippet = example("**A lambda**", "java");
        Files.writeString(folder.resolve("Example.java"), """
                import dev.rlvr4j.core.loop.Score;
                import dev.rlvr4j.rewards.*;
                import io.vertx.core.Vertx;
                import java.time.Duration;
                import java.util.Map;
                public final class Example {
                    public static Reward make(Vertx vertx) {
                %s
                        return reward;
                    }
                }
                """.formatted(snippet));
        compile("Example.java");
        Vertx vertx = Vertx.vertx();
        try (URLClassLoader loader = loader(folder)) {
            Reward reward = (Reward)
                    loader.loadClass("Example").getMethod("make", Vertx.class).invoke(null, vertx);
            Score score = reward.score(attempt("17+38=55\n#### 55"))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);

            assertThat(score.value()).isEqualTo(1.1);
            assertThat(score.parts()).containsEntry("short", 1.0).containsEntry("numeric", 1.0);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aClassListedForServiceLoaderIsFoundByItsName() throws Exception {
        Files.writeString(folder.resolve("Brief.java"), example("**A class**", "java"));
        compile("Brief.java");
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(services.resolve(Verifier.class.getName()), "Brief\n");

        assertBriefIsFound(folder);
    }

    @Test
    void aJarOnTheClassPathIsFoundToo() throws Exception {
        Files.writeString(folder.resolve("Brief.java"), example("**A class**", "java"));
        List<String> commands = example("**A jar**", "sh").lines().toList();
        String last = commands.get(commands.size() - 1);
        assertThat(last).startsWith("RLVR_CLASSPATH=brief.jar ./rlvr ");
        String script = commands.subList(0, commands.size() - 1).stream()
                .map(line -> line.replace("'rewards/target/*:rl-core/target/*'", "'" + CLASS_PATH + "'"))
                .collect(Collectors.joining("\n"));
        assertThat(script).contains(CLASS_PATH);
        ProcessBuilder shell = new ProcessBuilder("sh", "-e", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        shell.environment().merge("PATH", System.getProperty("java.home") + "/bin", (path, jdk) -> jdk + ":" + path);
        Process process = shell.start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();

        assertBriefIsFound(folder.resolve("brief.jar"));
    }

    private static void assertBriefIsFound(Path classes) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = loader(classes)) {
            thread.setContextClassLoader(loader);
            Verifier brief = Verifiers.standard().get("brief");

            assertThat(brief.verify(attempt("x".repeat(199))).value()).isEqualTo(1);
            assertThat(brief.verify(attempt("x".repeat(200)))).isEqualTo(Score.of(0, "200 characters"));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void compile(String file) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            errors,
                            files,
                            null,
                            List.of("-cp", CLASS_PATH, "-d", folder.toString(), "-proc:none"),
                            null,
                            files.getJavaFileObjects(folder.resolve(file)))
                    .call();
            assertThat(compiled).as(errors.toString()).isTrue();
        }
    }

    private static URLClassLoader loader(Path classes) throws IOException {
        return new URLClassLoader(new URL[] {classes.toUri().toURL()}, ReadmeExamplesTest.class.getClassLoader());
    }

    private static Attempt attempt(String response) {
        return new Attempt("t1", "17+38=", "55", response, false, Map.of());
    }
}
