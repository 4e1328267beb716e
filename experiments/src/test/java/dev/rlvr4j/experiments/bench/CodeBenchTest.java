package dev.rlvr4j.experiments.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rlvr4j.rewards.code.Language;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CodeBenchTest {
    @Test
    void measuresEachLanguageOrSaysWhyNot() {
        List<CodeBenchResult> results = CodeBench.run(Duration.ofMillis(1));
        assertThat(results).extracting(CodeBenchResult::language).containsExactly(Language.values());
        assertThat(results).allSatisfy(result -> {
            boolean measured = result.missing().isEmpty();
            assertThat(result.runsPerSecond() > 0 && result.medianMillis() > 0).isEqualTo(measured);
        });
        assertThat(results.get(1).missing()).isEmpty(); // JavaScript needs nothing of the machine
    }
}
