package dev.rlvr4j.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.TargetModules;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Torch;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The adapter method that CONTRIBUTING.md shows, compiled from there. */
class ContributingExampleTest {
    private static final int[] IDS = {3, 17, 5, 9, 40, 2, 31, 8, 21, 13};

    @TempDir
    Path directory;

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    @Test
    void theExampleIsAMethodThatKeepsItsPromises() throws Exception {
        Map<String, AdapterMethod> methods = new HashMap<>();
        compiled().getMethod("add", Map.class, TargetModules.class).invoke(null, methods, TargetModules.allLinear());
        assertThat(methods).containsOnlyKeys("output-scale");
        AdapterMethod method = methods.get("output-scale");
        assertThat(method.name()).isEqualTo("output-scale");
        try (BaseModel base = BaseModel.load(Golden.model("qwen2-untied"), Device.cpu(), Precision.FLOAT32);
                TransformerPolicy fresh = new TransformerPolicy(base, method, "a", 1, false);
                TransformerPolicy moved = FiniteDifferences.moved(base, method)) {
            float[] ofBase = base.score(base.tensors(), IDS).logProbs();
            assertSame(score(base, fresh), ofBase);
            float[] ofMoved = score(base, moved);
            assertThat(ofMoved).isNotEqualTo(ofBase);
            FiniteDifferences.check(moved, base.config().vocabularySize());
            moved.saveState(directory);
            fresh.restore(directory);
            assertThat(score(base, fresh)).isEqualTo(score(base, moved));
        }
    }

    private static float[] score(BaseModel base, TransformerPolicy policy) {
        try (CompiledModel compiled = (CompiledModel) policy.compile()) {
            return base.score(compiled.tensors(), IDS).logProbs();
        }
    }

    private static void assertSame(float[] actual, float[] expected) {
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i]).as("token %d", i).isCloseTo(expected[i], within(1e-5));
        }
    }

    /** The record, and a class whose method {@code add} has the line that registers it. */
    private Class<?> compiled() throws IOException, IllegalAccessException {
        List<String> blocks = new ArrayList<>();
        Matcher block = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../CONTRIBUTING.md")));
        while (block.find()) {
            blocks.add(block.group(1));
        }
        Path record = Files.writeString(directory.resolve("OutputScale.java"), blocks.get(0));
        Path line = Files.writeString(
                directory.resolve("Line.java"),
                "package dev.rlvr4j.core.adapter; public class Line { public static void add("
                        + "java.util.Map<String, AdapterMethod> METHODS, TargetModules all) {" + blocks.get(1) + "}}");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        int result = compiler.run(
                null, null, null, "-d", directory.toString(), "-cp", path, record.toString(), line.toString());
        assertThat(result).as("javac").isZero();
        // In the package of the adapters, whose doors are closed to others.
        MethodHandles.Lookup inside = MethodHandles.privateLookupIn(AdapterMethod.class, MethodHandles.lookup());
        Path classes = directory.resolve("dev/rlvr4j/core/adapter");
        inside.defineClass(Files.readAllBytes(classes.resolve("OutputScale.class")));
        return inside.defineClass(Files.readAllBytes(classes.resolve("Line.class")));
    }
}
