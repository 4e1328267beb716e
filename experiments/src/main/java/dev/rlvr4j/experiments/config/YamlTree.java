package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML text as a tree of values, with the line each value was written on.
 *
 * <p>Plain scalars are read by the core schema of YAML 1.2: {@code no}, {@code on} and {@code 1_000} are texts, and a number
 * with a leading zero, which older YAML takes as octal, is refused.
 *
 * @param values the tree; empty for an empty text
 * @param origins where a value was written, by its dotted path: {@code "run.yaml, line 3"}
 */
record YamlTree(ObjectNode values, Map<String, String> origins) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern INTEGER = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final int MAX_DEPTH = 20;

    /** Reads a document whose top level is a mapping. {@code source} names it in messages. */
    static YamlTree parse(String text, String source) {
        Map<String, String> origins = new LinkedHashMap<>();
        Node root = compose(text, source);
        if (root == null || (root instanceof ScalarNode scalar && isNull(scalar))) {
            return new YamlTree(NODES.objectNode(), origins);
        }
        JsonNode tree = new Reading(source, origins).node(root, "", 0);
        if (!(tree instanceof ObjectNode object)) {
            throw new InputException(source
                    + " must hold sections ('name:' lines with settings below), but starts with " + tree.toString());
        }
        return new YamlTree(object, origins);
    }

    /** Reads {@code key.path=value}: a list or mapping in YAML's brackets, else one plain or quoted value. */
    static YamlTree parseSetting(String assignment) {
        int equals = assignment.indexOf('=');
        String path = equals < 0 ? "" : assignment.substring(0, equals).strip();
        if (path.isEmpty() || path.startsWith(".") || path.endsWith(".") || path.contains("..")) {
            throw new InputException("--set takes section.key=value, but got '" + assignment + "'");
        }
        String source = "--set " + path;
        String text = assignment.substring(equals + 1).strip();
        Map<String, String> origins = new LinkedHashMap<>();
        JsonNode value;
        if (text.startsWith("[") || text.startsWith("{") || text.startsWith("\"") || text.startsWith("'")) {
            Node node = compose(text, source);
            value = node == null ? NODES.nullNode() : new Reading(source, origins).node(node, path, 0);
        } else {
            value = plain(text, source);
        }
        origins.replaceAll((key, origin) -> source);
        origins.put(path, source);
        String[] keys = path.split("\\.", -1);
        ObjectNode root = NODES.objectNode();
        ObjectNode parent = root;
        for (int i = 0; i < keys.length - 1; i++) {
            parent = parent.putObject(keys[i]);
        }
        parent.set(keys[keys.length - 1], value);
        return new YamlTree(root, origins);
    }

    /** The mapping at a dotted path, with its origins; empty where nothing stands there. */
    YamlTree section(String path) {
        JsonNode node = values;
        for (String key : path.split("\\.", -1)) {
            int bracket = key.indexOf('[');
            node = node.path(bracket < 0 ? key : key.substring(0, bracket));
            if (bracket >= 0) {
                node = node.path(Integer.parseInt(key.substring(bracket + 1, key.length() - 1)));
            }
        }
        if (node.isMissingNode() || node.isNull()) {
            return new YamlTree(NODES.objectNode(), Map.of());
        }
        if (!(node instanceof ObjectNode object)) {
            throw new InputException("'" + path + "' must hold settings ('key: value' lines), but is " + node);
        }
        Map<String, String> inner = new LinkedHashMap<>();
        origins.forEach((key, origin) -> {
            if (key.startsWith(path + ".")) {
                inner.put(key.substring(path.length() + 1), origin);
            }
        });
        return new YamlTree(object, inner);
    }

    /** Whether a text without quotes is read as itself. */
    static boolean isPlainText(String text) {
        return !LEADING_ZERO.matcher(text).matches() && plain(text, "").isTextual();
    }

    @SuppressWarnings("NullAway") // snakeyaml returns null for an empty document; callers check
    private static Node compose(String text, String source) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(10);
        try {
            return new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            String where = e.getProblemMark() == null
                    ? source
                    : source + ", line " + (e.getProblemMark().getLine() + 1);
            throw new InputException(where + " is not valid YAML: " + e.getProblem(), e);
        } catch (YAMLException e) {
            throw new InputException(source + " is not valid YAML: " + e.getMessage(), e);
        }
    }

    private static boolean isNull(ScalarNode scalar) {
        return scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN
                && plain(scalar.getValue(), "").isNull();
    }

    private static JsonNode plain(String text, String where) {
        switch (text) {
            case "", "~", "null", "Null", "NULL" -> {
                return NODES.nullNode();
            }
            case "true", "True", "TRUE" -> {
                return NODES.booleanNode(true);
            }
            case "false", "False", "FALSE" -> {
                return NODES.booleanNode(false);
            }
            default -> {
                if (INTEGER.matcher(text).matches()) {
                    BigInteger value = new BigInteger(text);
                    return value.bitLength() < 64 ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
                }
                if (LEADING_ZERO.matcher(text).matches()) {
                    throw new InputException(where + ": a number may not start with 0, but this is " + text
                            + "; write it without the zero, or in quotes if it is a text");
                }
                return FLOAT.matcher(text).matches()
                        ? NODES.numberNode(Double.parseDouble(text))
                        : NODES.textNode(text);
            }
        }
    }

    private record Reading(String source, Map<String, String> origins) {
        JsonNode node(Node node, String path, int depth) {
            String where = source + ", line " + (node.getStartMark().getLine() + 1);
            if (depth > MAX_DEPTH) {
                throw new InputException(where + ": sections are nested more than " + MAX_DEPTH + " deep");
            }
            if (!path.isEmpty()) {
                origins.put(path, where);
            }
            if (node instanceof ScalarNode scalar) {
                return scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN
                        ? plain(scalar.getValue(), where)
                        : NODES.textNode(scalar.getValue());
            }
            if (node instanceof SequenceNode sequence) {
                ArrayNode array = NODES.arrayNode();
                for (Node item : sequence.getValue()) {
                    array.add(node(item, path + "[" + array.size() + "]", depth + 1));
                }
                return array;
            }
            ObjectNode object = NODES.objectNode();
            for (NodeTuple entry : ((MappingNode) node).getValue()) {
                String key = key(entry.getKeyNode());
                String child = path.isEmpty() ? key : path + "." + key;
                if (object.has(key)) {
                    throw new InputException(source + ", line "
                            + (entry.getKeyNode().getStartMark().getLine() + 1) + ": '" + child
                            + "' is written twice; keep one of them");
                }
                object.set(key, node(entry.getValueNode(), child, depth + 1));
            }
            return object;
        }

        private String key(Node node) {
            if (node instanceof ScalarNode scalar) {
                return scalar.getValue();
            }
            throw new InputException(
                    source + ", line " + (node.getStartMark().getLine() + 1) + ": a key must be a plain name");
        }
    }
}
