package dev.rlvr4j.experiments.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The names that papers and other trainers have for settings, advantages and aggregations, by what they are called here. */
final class FlatNames {
    /** Other names of settings, with what they stand for; several are tried in order, and {@code a+b} sets both. */
    private static final Map<String, List<String>> SETTINGS = Map.ofEntries(
            Map.entry("epsilon", List.of("epsilon_low+epsilon_high", "epsilon")),
            Map.entry("clip_ratio", List.of("epsilon_low+epsilon_high")),
            Map.entry("eps_clip", List.of("epsilon_low+epsilon_high")),
            Map.entry("clip_ratio_low", List.of("epsilon_low")),
            Map.entry("clip_ratio_high", List.of("epsilon_high", "cap")),
            Map.entry("eps_clip_low", List.of("epsilon_low")),
            Map.entry("eps_clip_high", List.of("epsilon_high", "cap")),
            Map.entry("epsilon_high", List.of("epsilon_high", "cap")),
            Map.entry("cap", List.of("cap", "weight_cap")),
            Map.entry("clip_ratio_c", List.of("dual_clip")),
            Map.entry("c_clip", List.of("dual_clip")),
            Map.entry("dual_clip_c", List.of("dual_clip")),
            Map.entry("temperature_pos", List.of("tau_pos")),
            Map.entry("temperature_neg", List.of("tau_neg")),
            Map.entry("sapo_temperature_pos", List.of("tau_pos")),
            Map.entry("sapo_temperature_neg", List.of("tau_neg")),
            Map.entry("dppo_mask_low", List.of("mask_low")),
            Map.entry("dppo_mask_high", List.of("mask_high")),
            Map.entry("ipo_threshold", List.of("threshold")),
            Map.entry("behave_imp_weight_cap", List.of("weight_cap")),
            Map.entry("kl_cov_coef", List.of("ppo_kl_coef")),
            Map.entry("beta", List.of("beta", "kl_coefficient")),
            Map.entry("kl_coef", List.of("kl_coefficient")),
            Map.entry("entropy_coef", List.of("entropy_coefficient")),
            Map.entry("max_completion_length", List.of("length")));

    /** Other names of advantages and aggregations; dashes and capitals do not matter. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("zscore", "z_score"),
            Map.entry("group_norm", "z_score"),
            Map.entry("loo", "leave_one_out"),
            Map.entry("rloo", "leave_one_out"),
            Map.entry("mean", "mean_only"),
            Map.entry("global_token_mean", "token_mean"),
            Map.entry("seq_mean", "sequence_mean"),
            Map.entry("seq_mean_token_mean", "sequence_mean"),
            Map.entry("seq_mean_token_sum", "sequence_sum_mean"),
            Map.entry("sum", "token_sum"));

    private FlatNames() {}

    /** What a setting may stand for, each of them one or several names to be set: itself, unless it is another name. */
    static List<List<String>> settings(String name) {
        return SETTINGS.getOrDefault(name, List.of(name)).stream()
                .map(meant -> List.of(meant.split("\\+")))
                .toList();
    }

    /** An advantage or aggregation by the name it has here. */
    static String kind(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replace('-', '_');
        return KINDS.getOrDefault(plain, plain);
    }

    /** All other names of settings, for people. */
    static String text() {
        return SETTINGS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + " = " + String.join(" or ", e.getValue()))
                .collect(Collectors.joining(", "));
    }
}
