package dev.rlvr4j.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rlvr4j.core.InputException;
import dev.rlvr4j.envs.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentSectionTest {
    @TempDir
    Path folder;

    private EnvironmentSection read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("run.yaml"), yaml);
        Recipe recipe = Recipe.reader().file(file).read();
        Path resolved = Files.writeString(folder.resolve("resolved.yaml"), recipe.toYaml());
        assertThat(Recipe.reader().file(resolved).read()).isEqualTo(recipe);
        return recipe.environment();
    }

    @Test
    void aGeneratorIsNamedWithALevelAndSettingsThatDiffer() throws IOException {
        EnvironmentSection section =
                read("environment: {type: procedural, generator: countdown, level: 2, settings: {max_number: 20},"
                        + " held_out_size: 50}\nreward: {parts: [{name: procedural}]}\n");
        assertThat(section).isEqualTo(new ProceduralSection("countdown", 2, Map.of("max_number", 20), 0.1, 50, 1));
        Environment environment = section.open();
        assertThat(environment.heldOut().size()).isEqualTo(50);
        assertThat(environment.train().task(0).metadata()).containsEntry("level", "2");
        assertThat(environment.train().task(0).metadata().get("numbers"))
                .matches("([0-9]|1[0-9]|20)( ([0-9]|1[0-9]|20)){2}");
        assertThat(section.title()).isEqualTo("countdown, level 2");
    }

    @Test
    void aMixtureTakesItsPartsByWeight() throws IOException {
        EnvironmentSection section = read("""
                environment:
                  type: mixture
                  parts:
                    - {environment: {type: procedural, generator: gcd}, weight: 3}
                    - environment: {type: arithmetic, held_out_size: 20}
                """);
        Environment environment = section.open();
        List<String> names = LongStream.range(0, 1000)
                .mapToObj(i -> environment.train().task(i).metadata().get("environment"))
                .toList();
        assertThat(names).filteredOn("gcd"::equals).hasSize(750);
        assertThat(environment.heldOut().size()).isEqualTo(256 + 20);
        assertThat(section.title()).isEqualTo("gcd, level 1 + arithmetic");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: procedural, generator: gdc} | no generator is named 'gdc'; did you mean 'gcd'?",
                "{type: procedural, generator: gcd, level: 9} | gcd has levels 1 to 5, but level is 9",
                "{type: procedural, generator: gcd, levle: 2} | 'environment.levle' (run.yaml, line 1); did you mean 'level'?",
                "{type: procedural, generator: gcd, settings: {max_valu: 2}} | unknown setting 'max_valu' of gcd; did you mean 'max_value'? It has: min_numbers, max_numbers, max_value (run.yaml, line 1)",
                "{type: procedural, generator: gcd, settings: {max_value: big}} | gcd: max_value must be a whole number below 2^31, but is big",
                "{type: procedural, generator: gcd, settings: {max_value: 2}} | gcd: max_value must be from 10 to",
                "{type: procedural, generator: gcd, settings: {min_numbers: 5}} | gcd: min_numbers must not be above max_numbers, but they are 5 and 2",
                "{type: procedural, generator: gcd, held_out_share: 1} | held_out_share must be above 0 and below 1, but is 1.0",
                "{type: mixture, parts: [{environment: {type: procedural, generator: gcd, levl: 1}}]} | did you mean 'level'?",
                "{type: mixture, parts: [{environment: {type: proc}}]} | must be one of arithmetic, jsonl, mixture, procedural",
                "{type: mixture, parts: [{environment: {type: arithmetic}, weight: 0}]} | weight must be above 0, but is 0.0",
                "{type: mixture, parts: [{weight: 1}]} | a part needs an environment with a type"
            })
    void mistakesAreNamedWhenTheRecipeIsRead(String section, String message) {
        assertThatThrownBy(() -> read("environment: " + section + "\n"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aGeneratorThatIsNotNamedAndAMixtureOfNothingSayWhatToWrite() {
        assertThatThrownBy(() -> ProceduralSection.DEFAULT.open())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("environment.generator is not set; it is one of ")
                .hasMessageContaining("countdown");
        assertThatThrownBy(() -> MixtureSection.DEFAULT.open())
                .isInstanceOf(InputException.class)
                .hasMessageContaining("environment.parts is empty");
    }
}
