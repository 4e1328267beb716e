package dev.rlvr4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarningsTest {
    private final List<String> heard = new ArrayList<>();
    private final Warnings warnings = new Warnings(
            new RunListener() {
                @Override
                public void onWarning(String message) {
                    heard.add(message);
                }
            },
            Set.of());

    @ParameterizedTest
    @CsvSource({
        "sampler_trainer_kl, 0.01, 0.0101",
        "sampling/probability_difference/mean, 0.01, 0.0101",
        "importance_ratio/mean, 1.1, 1.11",
        "importance_ratio/mean, 0.9, 0.89",
        "completions/clipped_ratio, 0.1, 0.11",
        "frac_reward_zero_std, 0.9, 0.91",
        "staleness, 0, 0.5",
    })
    void aMetricBeyondItsLimitWarnsOnceAndOneAtItDoesNot(String metric, double limit, double beyond) {
        warnings.check(1, Map.of(metric, limit));
        assertThat(heard).isEmpty();
        warnings.check(2, Map.of(metric, beyond));
        warnings.check(3, Map.of(metric, beyond));
        assertThat(heard)
                .singleElement()
                .asString()
                .startsWith("step 2: " + metric + " is ")
                .contains(" " + limit + "): ");
        assertThat(warnings.told()).containsExactly(metric);
    }

    @Test
    void whatWasToldBeforeAResumeIsNotToldAgain() {
        Warnings resumed = new Warnings(
                new RunListener() {
                    @Override
                    public void onWarning(String message) {
                        heard.add(message);
                    }
                },
                Set.of("staleness"));
        resumed.check(9, Map.of("staleness", 2.0, "frac_reward_zero_std", 1.0));
        assertThat(heard).singleElement().asString().contains("frac_reward_zero_std");
    }
}
