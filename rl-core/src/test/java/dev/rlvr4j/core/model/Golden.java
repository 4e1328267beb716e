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

    private static Path resource(String path) {
        try {
            return Path.of(
                    Objects.requireNonNull(Golden.class.getResource(path), path).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public static List<Case> cases(Path directory) {
        try {
            JsonNode json = new ObjectMapper().readTree(Files.readString(directory.resolve("expected.json")));
            List<Case> cases = new ArrayList<>();
            for (JsonNode node : json.get("cases")) {
                cases.add(new Case(
                        ints(node.get("input_ids")),
                        doubles(node.get("token_logprobs")),
                        doubles(node.get("entropy")),
                        ints(node.get("greedy_continuation"))));
            }
            return cases;
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
