package dev.rlvr4j.experiments.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Reads settings of one type: defaults, with YAML layers over them in the order they are added.
 *
 * @param <T> a record, possibly of records
 */
public final class RecipeReader<T> {
    private final Class<T> type;
    private final Layers layers;

    RecipeReader(Class<T> type, ObjectNode defaults, Map<String, Variants> variants) {
        this.type = type;
        this.layers = new Layers(defaults, variants);
    }

    /** Lays a file over what was read so far. */
    public RecipeReader<T> file(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException("there is no recipe file " + file);
        }
        try {
            layers.add(YamlTree.parse(Files.readString(file), file.getFileName().toString()));
        } catch (IOException e) {
            throw new InputException("the recipe " + file + " cannot be read as UTF-8 text: " + e.getMessage(), e);
        }
        return this;
    }

    /** Lays a recipe shipped with the program over what was read so far. */
    public RecipeReader<T> builtIn(String name) {
        try (InputStream in = RecipeReader.class.getResourceAsStream("/recipes/" + name)) {
            if (in == null) {
                throw new InputException("there is no built-in recipe " + name);
            }
            layers.add(YamlTree.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), name));
        } catch (IOException e) {
            throw new IllegalStateException("a resource of the program cannot be read: " + name, e);
        }
        return this;
    }

    /** Lays {@code a.b=c} over what was read so far. */
    public RecipeReader<T> set(String assignment) {
        layers.add(YamlTree.parseSetting(assignment));
        return this;
    }

    /** Lays a value from the program over what was read so far: text, number, truth value or null. */
    public RecipeReader<T> set(String path, Object value) {
        ObjectNode root = Mapping.TREE.createObjectNode();
        ObjectNode parent = root;
        String[] keys = path.split("\\.", -1);
        for (int i = 0; i < keys.length - 1; i++) {
            parent = parent.putObject(keys[i]);
        }
        parent.set(keys[keys.length - 1], Mapping.TREE.valueToTree(value));
        layers.add(new YamlTree(root, Map.of()));
        return this;
    }

    /** Lays a part of another document over what was read so far. */
    RecipeReader<T> layer(YamlTree tree) {
        layers.add(tree);
        return this;
    }

    /** What was read so far, and where each value was written. */
    YamlTree tree() {
        return layers.tree();
    }

    /** Binds the layers to the record, strictly. */
    public T read() {
        try {
            return Mapping.TREE.treeToValue(layers.values(), type);
        } catch (UnrecognizedPropertyException e) {
            throw unknownKey(e);
        } catch (JsonMappingException e) {
            throw wrongValue(e);
        } catch (JsonProcessingException e) {
            throw new InputException("the recipe cannot be bound: " + e.getOriginalMessage(), e);
        }
    }

    private InputException unknownKey(UnrecognizedPropertyException e) {
        String path = path(e);
        Collection<String> known = new ArrayList<>();
        if (e.getKnownPropertyIds() != null) {
            e.getKnownPropertyIds().forEach(k -> known.add(String.valueOf(k)));
        }
        String section = path.contains(".") ? "'" + path.substring(0, path.lastIndexOf('.')) + "'" : "a recipe";
        return new InputException(
                "unknown setting '" + path + "'" + layers.writtenAt(path)
                        + NearestKey.of(e.getPropertyName(), known)
                                .map(k -> "; did you mean '" + k + "'?")
                                .orElse(";") + " "
                        + section + " has: " + String.join(", ", new TreeSet<>(known)),
                e);
    }

    private InputException wrongValue(JsonMappingException e) {
        String path = path(e);
        String where = layers.writtenAt(path);
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof InputException input) {
                return new InputException(path + ": " + input.getMessage() + where, e);
            }
        }
        return new InputException("'" + path + "' is " + at(e) + where + ", but must be " + Expected.of(e), e);
    }

    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }

    private String at(JsonMappingException e) {
        JsonNode node = layers.values();
        List<JsonMappingException.Reference> steps = e.getPath();
        for (JsonMappingException.Reference step : steps) {
            node = step.getFieldName() == null ? node.path(step.getIndex()) : node.path(step.getFieldName());
        }
        return node.isMissingNode() ? "missing" : node.toString();
    }
}
