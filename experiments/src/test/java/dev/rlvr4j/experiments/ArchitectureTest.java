package dev.rlvr4j.experiments;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shape of the house: which module may know which, and how large a room may grow. */
@AnalyzeClasses(packages = "dev.rlvr4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final int LONGEST_FILE = 400;
    private static final int LONGEST_TEST = 450;
    private static final List<String> MODULES =
            List.of("rl-core", "rewards", "envs", "rollout", "trainer", "experiments");

    @ArchTest
    static final ArchRule everyFloorStandsOnThoseBelowIt = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("rl-core")
            .definedBy("dev.rlvr4j.core..")
            .layer("rewards")
            .definedBy("dev.rlvr4j.rewards..")
            .layer("envs")
            .definedBy("dev.rlvr4j.envs..")
            .layer("rollout")
            .definedBy("dev.rlvr4j.rollout..")
            .layer("trainer")
            .definedBy("dev.rlvr4j.trainer..")
            .layer("experiments")
            .definedBy("dev.rlvr4j.experiments..")
            .whereLayer("experiments")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("trainer")
            .mayOnlyBeAccessedByLayers("experiments")
            .whereLayer("rollout")
            .mayOnlyBeAccessedByLayers("trainer", "experiments")
            .whereLayer("envs")
            .mayOnlyBeAccessedByLayers("rollout", "trainer", "experiments")
            .whereLayer("rewards")
            .mayOnlyBeAccessedByLayers("envs", "rollout", "trainer", "experiments");

    @ArchTest
    static final ArchRule onePackageKnowsThePyTorchEngine = noClasses()
            .that()
            .resideOutsideOfPackage("dev.rlvr4j.core.torch")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.pytorch..");

    @ArchTest
    static final ArchRule coreKnowsNoVertx = noClasses()
            .that()
            .resideInAPackage("dev.rlvr4j.core..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "com.github.benmanes.caffeine..");

    @ArchTest
    static final ArchRule rewardsAndEnvsKnowNoTensors = noClasses()
            .that()
            .resideInAnyPackage("dev.rlvr4j.rewards..", "dev.rlvr4j.envs..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule onlyExperimentsKnowsTheCommandLineAndYaml = noClasses()
            .that()
            .resideOutsideOfPackage("dev.rlvr4j.experiments..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "org.yaml..", "org.knowm..", "ch.qos.logback..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.rlvr4j.(**)").should().beFreeOfCycles();

    @ArchTest
    static void theScanSawEveryModule(JavaClasses classes) {
        assertThat(classes.stream().map(c -> c.getPackageName().split("\\.")[2]).distinct())
                .contains("core", "rewards", "envs", "rollout", "trainer", "experiments");
    }

    @Test
    void noFileIsTooLong() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources(".java")) {
            long lines = Files.readAllLines(file).size();
            if (lines > (file.toString().contains("/src/test/") ? LONGEST_TEST : LONGEST_FILE)) {
                tooLong.add(file + ": " + lines);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void everyPackageHasAMapAndIsNullMarked() throws IOException {
        List<Path> without = new ArrayList<>();
        for (Path file : sources(".java")) {
            Path map = file.resolveSibling("package-info.java");
            if (file.toString().contains("/src/main/")
                    && (!Files.exists(map) || !Files.readString(map).contains("@NullMarked"))) {
                without.add(file.getParent());
            }
        }
        assertThat(without).isEmpty();
    }

    private static List<Path> sources(String suffix) throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(root.resolve("rl-core"))) {
            root = Objects.requireNonNull(root.getParent(), "the tests run inside the project");
        }
        List<Path> files = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> walk = Files.walk(root.resolve(module).resolve("src"))) {
                walk.filter(f -> f.toString().endsWith(suffix)).forEach(files::add);
            }
        }
        assertThat(files).isNotEmpty();
        return files;
    }
}
