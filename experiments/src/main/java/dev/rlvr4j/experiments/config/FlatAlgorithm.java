package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.trainer.loss.Losses;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Reads an algorithm whose settings stand side by side: {@code {"loss": "gspo", "epsilon_low": 3e-4, "beta": 0.04}}. Each
 * setting goes to the first of loss, advantage and aggregation that has it; {@code kl_...}, {@code entropy_...} and {@code
 * advantage_...} name their owner. A name that nobody has is an error.
 */
public final class FlatAlgorithm {
    /** Where a setting may stand that is named without its owner. */
    private static final List<String> OWNERS = List.of("loss", "advantage", "aggregation");

    private final ObjectNode tree = Mapping.TREE.createObjectNode();
    private final Map<String, ObjectNode> known = new LinkedHashMap<>();
    private final List<String> unused = new ArrayList<>();
    private final Collection<String> others;

    /** A setting of one of the owners. */
    private record Place(String owner, String name) {}

    private FlatAlgorithm(ObjectNode flat, Collection<String> others) {
        this.others = others;
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
            tree.set(
                    "corrections",
                    corrections.isArray()
                            ? corrections
                            : Mapping.TREE.createArrayNode().add(corrections));
        }
    }

    /**
     * Reads it.
     *
     * @param flat the settings
     * @param others further names that may stand beside them, for the message about an unknown one
     */
    public static FlatAlgorithm read(ObjectNode flat, Collection<String> others) {
        FlatAlgorithm algorithm = new FlatAlgorithm(flat, others);
        // A name for both bounds at once comes first, so that a single bound may differ from it.
        flat.properties().stream()
                .sorted(Comparator.comparing(
                        e -> FlatNames.settings(e.getKey()).get(0).size() == 1))
                .filter(e -> !algorithm.tree.has(e.getKey()))
                .forEach(e -> algorithm.set(e.getKey(), e.getValue()));
        return algorithm;
    }

    /** The algorithm, all settings checked. */
    public AlgorithmSection section() {
        return new RecipeReader<>(
                        AlgorithmSection.class,
                        Mapping.TREE.valueToTree(AlgorithmSection.DEFAULT),
                        Map.of(
                                "loss", Kinds.LOSSES.variants(),
                                "advantage", Kinds.ADVANTAGES.variants(),
                                "aggregation", Kinds.AGGREGATIONS.variants()))
                .layer(new YamlTree(tree, Map.of()))
                .read();
    }

    /** Settings that only another loss, advantage or aggregation has: they have no effect. */
    public List<String> unused() {
        return unused;
    }

    /** The other names of settings, for the command's help. */
    public static String aliases() {
        return FlatNames.text();
    }

    private <T> void choose(String owner, ObjectNode flat, Kinds<T> kinds, T ofTheLoss) {
        JsonNode given = flat.path(owner);
        if (!given.isMissingNode() && !given.asText().equals(Choice.AUTO)) {
            ObjectNode choice = named(given, owner);
            String type = FlatNames.kind(choice.path("type").asText());
            T value = kinds.choice(type).value();
            start(
                    owner,
                    choice.put("type", type),
                    value == null ? Mapping.TREE.createObjectNode() : Mapping.TREE.valueToTree(value));
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

    private void start(String owner, ObjectNode given, ObjectNode settings) {
        tree.set(owner, given);
        known.put(owner, settings);
    }

    private void set(String key, JsonNode value) {
        for (List<String> names : FlatNames.settings(key)) {
            List<Place> places =
                    names.stream().map(this::place).flatMap(Optional::stream).toList();
            if (places.size() == names.size()) {
                places.forEach(place -> ((ObjectNode) tree.path(place.owner())).set(place.name(), value));
                return;
            }
        }
        if (FlatNames.settings(key).stream().flatMap(List::stream).noneMatch(FlatAlgorithm::someKindHas)) {
            throw unknown(key);
        }
        unused.add(key);
    }

    /** Where a setting belongs: to the first that has its name, or to the owner its prefix says. */
    private Optional<Place> place(String name) {
        return OWNERS.stream()
                .filter(owner -> has(owner, name))
                .map(owner -> new Place(owner, name))
                .findFirst()
                .or(() -> known.entrySet().stream()
                        .filter(e -> name.startsWith(e.getKey() + "_"))
                        .map(e ->
                                new Place(e.getKey(), name.substring(e.getKey().length() + 1)))
                        .filter(place -> has(place.owner(), place.name()))
                        .findFirst());
    }

    private boolean has(String owner, String name) {
        ObjectNode settings = known.get(owner);
        return settings != null && settings.has(name);
    }

    private static boolean someKindHas(String name) {
        return Stream.of(Kinds.LOSSES, Kinds.ADVANTAGES, Kinds.AGGREGATIONS)
                .flatMap(kinds -> kinds.defaults().values().stream())
                .anyMatch(kind -> Mapping.TREE.valueToTree(kind).has(name));
    }

    private InputException unknown(String key) {
        TreeSet<String> names = new TreeSet<>(others);
        names.addAll(List.of("loss", "advantage", "aggregation", "corrections"));
        known.forEach((owner, all) -> all.fieldNames()
                .forEachRemaining(name -> names.add(OWNERS.contains(owner) ? name : owner + "_" + name)));
        String nearest = NearestKey.of(key, names)
                .map(k -> "; did you mean '" + k + "'?")
                .orElse(".");
        return new InputException("unknown setting '" + key + "'" + nearest + " A case with the loss '"
                + tree.path("loss").path("type").asText() + "' may have: " + String.join(", ", names));
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
