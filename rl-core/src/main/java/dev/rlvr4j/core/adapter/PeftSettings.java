package dev.rlvr4j.core.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an {@code adapter_config.json}, with PEFT's defaults for those it leaves out. A reader asks for those that it
 * honours; {@link #refuseOthers} then refuses the file if it changes another one from its default.
 */
final class PeftSettings {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Settings that change how an adapter was trained or started, not what it computes. */
    private static final String HARMLESS =
            ".*dropout.*|init_.*|eva_config|corda_config|lora_ga_config|loftq_config|megatron_core|qalora_group_size"
                    + "|ensure_weight_tying|use_effective_conv2d";

    private final ObjectNode file;
    private final Base base;
    private final Map<String, long[]> tensors;
    private final String type;
    private final ObjectNode defaults;
    private final Set<String> asked = new TreeSet<>();

    /**
     * The settings of an adapter for a model.
     *
     * @param tensors shapes of the adapter's tensors by their keys
     */
    PeftSettings(ObjectNode file, Base base, Map<String, long[]> tensors) {
        this.file = file;
        this.base = base;
        this.tensors = tensors;
        this.type = file.path("peft_type").asText();
        this.defaults = JSON.valueToTree(PeftConfig.defaults(type));
        defaults.putNull("modules_to_save");
    }

    /** The {@code peft_type}. */
    String type() {
        return type;
    }

    /** A setting as it is written. */
    JsonNode get(String key) {
        asked.add(key);
        return file.has(key) ? file.get(key) : defaults.path(key);
    }

    private InputException wrong(String key, String what, JsonNode value) {
        return new InputException(key + " must be " + what + ", but is " + value);
    }

    int whole(String key) {
        JsonNode value = get(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(key, "a whole number", value);
        }
        return value.intValue();
    }

    double number(String key) {
        JsonNode value = get(key);
        if (!value.isNumber()) {
            throw wrong(key, "a number", value);
        }
        return value.doubleValue();
    }

    boolean flag(String key) {
        JsonNode value = get(key);
        if (!value.isBoolean() && !value.isNull()) {
            throw wrong(key, "true or false", value);
        }
        return value.asBoolean();
    }

    String text(String key) {
        JsonNode value = get(key);
        if (!value.isTextual()) {
            throw wrong(key, "a word", value);
        }
        return value.textValue();
    }

    /** Names: none for null, one for a text. */
    List<String> names(String key) {
        return strings(get(key));
    }

    /** Whole numbers by module, in the file's order: the first key that matches a module counts. */
    Map<String, Integer> wholePattern(String key) {
        return pattern(key, JsonNode::asInt);
    }

    Map<String, Double> numberPattern(String key) {
        return pattern(key, JsonNode::asDouble);
    }

    private <T> Map<String, T> pattern(String key, Function<JsonNode, T> value) {
        Map<String, T> values = new LinkedHashMap<>();
        get(key).properties().forEach(entry -> {
            if (!entry.getValue().isNumber()) {
                throw wrong(key + " of " + entry.getKey(), "a number", entry.getValue());
            }
            values.put(entry.getKey(), value.apply(entry.getValue()));
        });
        return values;
    }

    /** The shape of one of the tensors whose key ends so, or null. */
    long @Nullable [] shape(String suffix) {
        return tensors.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(suffix))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** Where the adapter sits: in the words of the file where they mean the same to us, else layer by layer. */
    TargetModules targets() {
        JsonNode targets = get("target_modules");
        boolean pattern = targets.isTextual() && !targets.asText().equals(TargetModules.ALL_LINEAR);
        List<Integer> layers = new ArrayList<>();
        JsonNode chosen = get("layers_to_transform");
        if (chosen.isInt()) {
            layers.add(chosen.asInt());
        } else {
            chosen.forEach(layer -> layers.add(layer.asInt()));
        }
        TargetModules words = new TargetModules(strings(targets), pattern, names("exclude_modules"), layers);
        List<Site> exact = base.sites().stream()
                .filter(site -> PeftTargets.matches(
                        site.name(), targets, get("exclude_modules"), layers, names("layers_pattern")))
                .toList();
        if (exact.isEmpty()
                || words.choosesJust(exact, base.sites())
                || VocabularyModules.ALL.stream().anyMatch(words::chooses)) {
            return words;
        }
        return new TargetModules(exact.stream().map(Site::name).toList(), false, List.of(), List.of());
    }

    private static List<String> strings(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.asText());
        } else {
            node.forEach(item -> texts.add(item.asText()));
        }
        return texts;
    }

    /** Refuses a setting that the file changes from its default. */
    void refuse(String key, String where) {
        if (isSet(file.path(key)) && !same(file.path(key), defaults.path(key))) {
            throw new InputException("'" + key + "' is set to " + file.get(key) + ", which is not supported " + where);
        }
    }

    /** Refuses what the file sets and nobody asked for, unless it changes nothing that an adapter computes. */
    void refuseOthers() {
        defaults.fieldNames().forEachRemaining(key -> {
            if (!asked.contains(key) && !key.matches(HARMLESS)) {
                refuse(key, "for " + type + " adapters");
            }
        });
    }

    private static boolean same(JsonNode value, JsonNode standard) {
        return value.equals(standard)
                || (value.isNumber() && standard.isNumber() && value.doubleValue() == standard.doubleValue());
    }

    /** Whether a key is there with a value that is neither false nor empty. */
    private static boolean isSet(JsonNode value) {
        return !value.isMissingNode()
                && !value.isNull()
                && !(value.isBoolean() && !value.asBoolean())
                && !(value.isContainerNode() && value.isEmpty());
    }
}
