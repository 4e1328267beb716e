package dev.rlvr4j.envs.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Checks arguments against a tool's schema: the part of JSON Schema that function declarations use. */
final class ArgumentSchema {
    private static final Set<String> KNOWN = Set.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "enum",
            "items",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "maxItems",
            "description",
            "title",
            "default");
    private static final Set<String> TYPES =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");

    private final JsonNode schema;

    /** @throws InputException if the schema uses what is not known, so that nothing passes unchecked */
    ArgumentSchema(String tool, ObjectNode schema) {
        if (!schema.path("type").asText().equals("object")) {
            throw new InputException("the schema of tool '" + tool + "' must have the type object");
        }
        check(tool, schema);
        this.schema = schema.deepCopy();
    }

    private static void check(String tool, JsonNode schema) {
        for (Map.Entry<String, JsonNode> keyword : schema.properties()) {
            boolean understood = switch (keyword.getKey()) {
                case "type" -> TYPES.contains(keyword.getValue().asText());
                case "additionalProperties" -> keyword.getValue().isBoolean();
                default -> KNOWN.contains(keyword.getKey());
            };
            if (!understood) {
                throw new InputException("the schema of tool '" + tool + "' says " + keyword.getKey() + ": "
                        + keyword.getValue() + ", which is not supported; known keywords are " + new TreeSet<>(KNOWN)
                        + ", known types " + new TreeSet<>(TYPES));
            }
        }
        schema.path("properties").forEach(property -> check(tool, property));
        if (schema.has("items")) {
            check(tool, schema.get("items"));
        }
    }

    /** What is wrong with arguments, in a sentence for the model; empty where they fit. */
    Optional<String> problem(ObjectNode arguments) {
        return problem("the arguments", arguments, schema);
    }

    private static Optional<String> problem(String where, JsonNode value, JsonNode schema) {
        if (schema.has("type") && !isOf(value, schema.get("type").asText())) {
            return Optional.of(where + " must be of type " + schema.get("type").asText());
        }
        if (schema.has("enum") && !contains(schema.get("enum"), value)) {
            return Optional.of(where + " must be one of " + schema.get("enum"));
        }
        if (value.isTextual()) {
            return text(where, value.textValue(), schema);
        }
        if (isFinite(value)) {
            return number(where, value.decimalValue(), schema);
        }
        if (value.isArray()) {
            return array(where, value, schema);
        }
        return value.isObject() ? object(value, schema) : Optional.empty();
    }

    private static boolean isOf(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "number" -> isFinite(value);
            case "integer" -> isFinite(value) && isWhole(value.decimalValue());
            case "boolean" -> value.isBoolean();
            default -> value.isNull();
        };
    }

    /** A number that is one: a double may have become infinite when it was read. */
    private static boolean isFinite(JsonNode value) {
        return value.isNumber() && (!(value.isDouble() || value.isFloat()) || Double.isFinite(value.doubleValue()));
    }

    /** Without expanding what has a large exponent. */
    private static boolean isWhole(BigDecimal number) {
        return number.signum() == 0
                || number.scale() <= 0
                || number.stripTrailingZeros().scale() <= 0;
    }

    private static boolean contains(JsonNode values, JsonNode value) {
        for (JsonNode one : values) {
            if (one.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static Optional<String> text(String where, String text, JsonNode schema) {
        int length = text.codePointCount(0, text.length());
        if (length < schema.path("minLength").asInt(0)
                || length > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
            return Optional.of(where + " must have "
                    + schema.path("minLength").asInt(0) + " to "
                    + schema.path("maxLength").asText("any number of") + " characters, but has " + length);
        }
        return Optional.empty();
    }

    private static Optional<String> number(String where, BigDecimal number, JsonNode schema) {
        if (schema.has("minimum") && number.compareTo(schema.get("minimum").decimalValue()) < 0) {
            return Optional.of(
                    where + " must be at least " + schema.get("minimum").asText());
        }
        if (schema.has("maximum") && number.compareTo(schema.get("maximum").decimalValue()) > 0) {
            return Optional.of(
                    where + " must be at most " + schema.get("maximum").asText());
        }
        return Optional.empty();
    }

    private static Optional<String> array(String where, JsonNode array, JsonNode schema) {
        if (schema.has("maxItems") && array.size() > schema.get("maxItems").asInt()) {
            return Optional.of(
                    where + " must have at most " + schema.get("maxItems").asText() + " items");
        }
        for (int i = 0; schema.has("items") && i < array.size(); i++) {
            Optional<String> problem = problem("item " + (i + 1) + " of " + where, array.get(i), schema.get("items"));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> object(JsonNode object, JsonNode schema) {
        for (JsonNode name : schema.path("required")) {
            if (!object.has(name.asText())) {
                return Optional.of("the argument '" + name.asText() + "' is missing");
            }
        }
        boolean open = schema.path("additionalProperties").asBoolean(true);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode property = schema.path("properties").get(field.getKey());
            if (property == null && !open) {
                Set<String> known = new TreeSet<>();
                schema.path("properties").fieldNames().forEachRemaining(known::add);
                return Optional.of("there is no such argument; known: " + String.join(", ", known));
            }
            if (property != null) {
                Optional<String> problem = problem("the argument '" + field.getKey() + "'", field.getValue(), property);
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        return Optional.empty();
    }
}
