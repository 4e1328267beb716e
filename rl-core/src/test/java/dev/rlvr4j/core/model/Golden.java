package dev.rlvr4j.core.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The golden checkpoints and adapters of the test resources, with the numbers transformers and PEFT computed from them. */
public final class Golden {
    private Golden() {}

    /** One input with the reference's figures. */
    public record Case(int[] ids, double[] logProbs, double[] entropies, int[] greedy) {}

    public static Path model(String name) {
        return resource("/golden/models/" + name);
    }

    public static Path adapter(String name) {
        return resource("/golden/adapters/" + name);
    }

    /** The names of all golden adapters. */
    public static List<String> adapters() {
        try (Stream<Path> directories = Files.list(resource("/golden/adapters"))) {
            return directories
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The model that a golden adapter was made for. */
    public static Path baseOf(String adapter) {
        return resource("/golden/" + json(adapter(adapter)).get("base").asText());
    }

    private static Path resource(String path) {
        try {
            return Path.of(
                    Objects.requireNonNull(Golden.class.getResource(path), path).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static List<Case> cases(Path directory) {
        List<Case> cases = new ArrayList<>();
        for (JsonNode node : json(directory).get("cases")) {
            cases.add(new Case(
                    ints(node.get("input_ids")),
                    doubles(node.get("token_logprobs")),
                    doubles(node.get("entropy")),
                    ints(node.get("greedy_continuation"))));
        }
        return cases;
    }

    private static JsonNode json(Path directory) {
        try {
            return new ObjectMapper().readTree(Files.readString(directory.resolve("expected.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }

    private static double[] doubles(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        return values;
    }
}
