package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.loss.Losses;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads an algorithm whose settings stand side by side: {@code {"loss": "gspo", "epsilon_low": 3e-4, "beta": 0.04}}. Each
 * setting goes to the first of loss, advantage and aggregation that has it; {@code kl_...}, {@code entropy_...} and {@code
 * advantage_...} name their owner. A name that nobody has is an error.
 */
public final class FlatAlgorithm {
    /** Other names of settings, with what they stand for; several are tried in order, and {@code a+b} sets both. */
    private static final Map<String, List<String>> ALIASES = Map.ofEntries(
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

    /** Where a setting may stand that is named without its owner. */
    private static final List<String> OWNERS = List.of("loss", "advantage", "aggregation");

    private final ObjectNode tree = Mapping.TREE.createObjectNode();
    private final Map<String, ObjectNode> settings = new LinkedHashMap<>();

    private FlatAlgorithm(ObjectNode flat) {
        ObjectNode loss = named(flat.get("loss"), "loss");
        JsonNode name = loss.path("type");
        Losses.Kind kind = Losses.find(name.asText())
                .orElseThrow(() -> new InputException("'loss' must name one of "
                        + String.join(", ", Kinds.LOSSES.defaults().keySet()) + ", but is " + name + nearest(name)));
        loss.put("type", kind.name());
        start("loss", loss, Mapping.TREE.valueToTree(kind.loss()));
        choose("advantage", flat, Kinds.ADVANTAGES, kind.advantage());
        choose("aggregation", flat, Kinds.AGGREGATIONS, kind.aggregation());
        section("kl", flat, Mapping.TREE.valueToTree(KlSection.DEFAULT));
        section("entropy", flat, Mapping.TREE.valueToTree(EntropySection.DEFAULT));
        tree.put("old_log_probs", "recompute"); // the case gives them
        JsonNode corrections = flat.path("corrections");
        if (!corrections.isMissingNode()) {
            tree.set("corrections", corrections);
        }
    }

    /**
     * Reads it.
     *
     * @param flat the settings
     * @param others further names that may stand beside them, for the message about an unknown one
     */
    public static AlgorithmSection read(ObjectNode flat, Collection<String> others) {
        FlatAlgorithm algorithm = new FlatAlgorithm(flat);
        // What is said of both bounds at once comes first, so that a single bound may differ.
        flat.properties().stream()
                .filter(e ->
                        ALIASES.getOrDefault(e.getKey(), List.of("")).get(0).contains("+"))
                .forEach(e -> algorithm.set(e.getKey(), e.getValue(), others));
        flat.properties().stream()
                .filter(e ->
                        !ALIASES.getOrDefault(e.getKey(), List.of("")).get(0).contains("+"))
                .forEach(e -> algorithm.set(e.getKey(), e.getValue(), others));
        return new RecipeReader<>(
                        AlgorithmSection.class,
                        Mapping.TREE.valueToTree(AlgorithmSection.DEFAULT),
                        Map.of(
                                "loss", Kinds.LOSSES.variants(),
                                "advantage", Kinds.ADVANTAGES.variants(),
                                "aggregation", Kinds.AGGREGATIONS.variants()))
                .layer(new YamlTree(algorithm.tree, Map.of()))
                .read();
    }

    /** The other names of settings, for the command's help. */
    public static String aliases() {
        return ALIASES.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + " = " + String.join(" or ", e.getValue()))
                .collect(Collectors.joining(", "));
    }

    private <T> void choose(String owner, ObjectNode flat, Kinds<T> kinds, T ofTheLoss) {
        JsonNode given = flat.path(owner);
        if (!given.isMissingNode() && !given.asText().equals(Choice.AUTO)) {
            ObjectNode choice = named(given, owner);
            String name = choice.path("type").asText().toLowerCase(Locale.ROOT).replace('-', '_');
            choice.put("type", KINDS.getOrDefault(name, name));
            T value = kinds.choice(choice.path("type").asText()).value();
            start(owner, choice, value == null ? Mapping.TREE.createObjectNode() : Mapping.TREE.valueToTree(value));
            return;
        }
        String type = kinds.defaults().entrySet().stream()
                .filter(e -> e.getValue().getClass() == ofTheLoss.getClass())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        ObjectNode all = Mapping.TREE.valueToTree(ofTheLoss);
        start(owner, all.deepCopy().put("type", type), all);
    }

    private void section(String owner, ObjectNode flat, ObjectNode defaults) {
        JsonNode given = flat.path(owner);
        ObjectNode section = Mapping.TREE.createObjectNode();
        if (given instanceof ObjectNode object) {
            section.setAll(object);
        } else if (given.isNumber()) {
            section.set("coefficient", given);
        } else if (!given.isMissingNode()) {
            throw new InputException(
                    "'" + owner + "' must be its coefficient or an object of settings, but is " + given);
        }
        start(owner, section, defaults);
    }

    private void start(String owner, ObjectNode given, ObjectNode known) {
        tree.set(owner, given);
        settings.put(owner, known);
    }

    private void set(String key, JsonNode value, Collection<String> others) {
        if (tree.has(key) || key.equals("corrections")) {
            return;
        }
        for (String meant : ALIASES.getOrDefault(key, List.of(key))) {
            String[] names = meant.split("\\+");
            List<String> owners = Arrays.stream(names).map(this::owner).toList();
            if (!owners.contains("")) {
                for (int i = 0; i < names.length; i++) {
                    ((ObjectNode) tree.get(owners.get(i))).set(bare(owners.get(i), names[i]), value);
                }
                return;
            }
        }
        TreeSet<String> known = new TreeSet<>(others);
        known.addAll(List.of("loss", "advantage", "aggregation", "corrections"));
        settings.forEach((owner, all) -> all.fieldNames()
                .forEachRemaining(name -> known.add(OWNERS.contains(owner) ? name : owner + "_" + name)));
        throw new InputException("unknown setting '" + key + "'"
                + NearestKey.of(key, known)
                        .map(k -> "; did you mean '" + k + "'?")
                        .orElse(".")
                + " A case with the loss '" + tree.path("loss").path("type").asText() + "' may have: "
                + String.join(", ", known));
    }

    /** Who has a setting: by its prefix, else the first that knows its name; empty if nobody does. */
    private String owner(String name) {
        return settings.keySet().stream()
                .filter(owner -> OWNERS.contains(owner) && settings.get(owner).has(name))
                .findFirst()
                .or(() -> settings.keySet().stream()
                        .filter(owner -> name.startsWith(owner + "_")
                                && settings.get(owner).has(bare(owner, name)))
                        .findFirst())
                .orElse("");
    }

    private String bare(String owner, String name) {
        ObjectNode all = settings.get(owner);
        boolean plain = OWNERS.contains(owner) && all != null && all.has(name);
        return plain ? name : name.substring(owner.length() + 1);
    }

    private static ObjectNode named(JsonNode value, String owner) {
        if (value instanceof ObjectNode object && object.path("type").isTextual()) {
            return object.deepCopy();
        }
        if (value == null || !value.isTextual()) {
            throw new InputException("'" + owner + "' must be a name or an object with a type, but is "
                    + (value == null ? "missing" : value));
        }
        return Mapping.TREE.createObjectNode().put("type", value.asText());
    }

    private static String nearest(JsonNode name) {
        return NearestKey.of(name.asText(), Kinds.LOSSES.defaults().keySet())
                .map(k -> "; did you mean '" + k + "'?")
                .orElse("");
    }
}
