package dev.rlvr4j.experiments.losscheck;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.experiments.config.AlgorithmSection;
import dev.rlvr4j.experiments.config.FlatAlgorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Log-probs, advantages or rewards, and the loss they are given to. Rows are completions; they may differ in length.
 *
 * @param algorithm loss, advantage, aggregation and terms
 * @param unused settings in the case that only another loss, advantage or aggregation has
 * @param mask which tokens count, a row each as long as that of {@code logProbs}
 * @param logProbs under the policy that is trained ({@code new}); 0 where the mask is false, as in the next four
 * @param old before the first update; {@code logProbs} where not given
 * @param sampler as the sampler reported; {@code old} where not given
 * @param reference under the base; null where not given
 * @param entropies of the policy's distribution; null where not given
 * @param rewards of each row; null where not given
 * @param parts named parts of each row's reward
 * @param advantages of each row, one or one per token; null where they are to be computed
 * @param groups which group each row belongs to, any numbers
 */
public record LossCase(
        AlgorithmSection algorithm,
        List<String> unused,
        boolean[][] mask,
        float[][] logProbs,
        float[][] old,
        float[][] sampler,
        float @Nullable [][] reference,
        float @Nullable [][] entropies,
        double @Nullable [] rewards,
        List<Map<String, Double>> parts,
        double @Nullable [][] advantages,
        int[] groups) {

    /** What may stand in a case besides settings. */
    public static final List<String> FIELDS = List.of(
            "name",
            "comment",
            "rewards",
            "reward_parts",
            "advantages",
            "mask",
            "new",
            "old",
            "sampler",
            "reference",
            "entropy",
            "group_size",
            "groups");

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Reads a file that holds one JSON object. */
    public static LossCase read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException("there is no file " + file);
        }
        try {
            return parse(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new InputException(file + " is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read as UTF-8 text: " + e.getMessage(), e);
        } catch (InputException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
    }

    private static LossCase parse(String text) throws JsonProcessingException {
        if (!(JSON.readTree(text) instanceof ObjectNode all)) {
            throw new InputException("must be a JSON object with loss, new and rewards or advantages");
        }
        ObjectNode settings = all.deepCopy().without(FIELDS);
        FlatAlgorithm algorithm = FlatAlgorithm.read(settings, FIELDS);
        Rows rows = new Rows(all);
        boolean[][] mask = rows.mask();
        float[][] logProbs = rows.values("new", mask);
        float[][] old = all.has("old") ? rows.values("old", mask) : logProbs;
        int count = mask.length;
        List<Map<String, Double>> parts = parts(all, count);
        return new LossCase(
                algorithm.section(),
                algorithm.unused(),
                mask,
                logProbs,
                old,
                all.has("sampler") ? rows.values("sampler", mask) : old,
                all.has("reference") ? rows.values("reference", mask) : null,
                all.has("entropy") ? rows.values("entropy", mask) : null,
                rewards(all, parts),
                parts,
                all.has("advantages") ? rows.advantages(mask) : null,
                groups(all, count));
    }

    /** The named parts of the rewards: from {@code reward_parts}, or numbered where a row of {@code rewards} is a list. */
    private static List<Map<String, Double>> parts(ObjectNode all, int count) {
        List<Map<String, Double>> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            rows.add(new TreeMap<>());
            JsonNode several = all.path("rewards").path(row);
            for (int part = 0; several.isArray() && part < several.size(); part++) {
                rows.get(row).put("part-" + part, Rows.number(several.get(part), "rewards[" + row + "][" + part + "]"));
            }
        }
        JsonNode parts = all.path("reward_parts");
        if (parts instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> {
                double[] values = Rows.numbers(object, name, count);
                for (int row = 0; row < count; row++) {
                    rows.get(row).put(name, values[row]);
                }
            });
        } else if (!parts.isMissingNode()) {
            throw new InputException("'reward_parts' must be an object of lists, but is " + parts);
        }
        return rows;
    }

    /** What {@code rewards} says, or the sum of the parts. */
    private static double @Nullable [] rewards(ObjectNode all, List<Map<String, Double>> parts) {
        if (all.has("rewards") && !all.path("rewards").path(0).isArray()) {
            return Rows.numbers(all, "rewards", parts.size());
        }
        return parts.stream().allMatch(Map::isEmpty)
                ? null
                : parts.stream()
                        .mapToDouble(row -> row.values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum())
                        .toArray();
    }

    private static int[] groups(ObjectNode all, int count) {
        int[] groups = new int[count];
        if (all.has("groups")) {
            double[] given = Rows.numbers(all, "groups", count);
            for (int row = 0; row < count; row++) {
                groups[row] = (int) given[row];
            }
        } else if (all.has("group_size")) {
            int size = all.path("group_size").asInt();
            if (size < 1 || count % size != 0) {
                throw new InputException(
                        "'group_size' must divide the " + count + " rows, but is " + all.path("group_size"));
            }
            for (int row = 0; row < count; row++) {
                groups[row] = row / size;
            }
        }
        return groups;
    }

    /** The rows of numbers in a case. */
    private record Rows(ObjectNode all) {
        boolean[][] mask() {
            JsonNode rows = all.path("new");
            requireRows("new", rows, rows.size());
            JsonNode given = all.path("mask");
            if (!given.isMissingNode()) {
                requireRows("mask", given, rows.size());
            }
            boolean[][] mask = new boolean[rows.size()][];
            for (int row = 0; row < mask.length; row++) {
                int width = given.isMissingNode()
                        ? rows.get(row).size()
                        : given.get(row).size();
                mask[row] = new boolean[Math.max(width, rows.get(row).size())];
                for (int t = 0; t < width; t++) {
                    mask[row][t] =
                            given.isMissingNode() || counts(given.get(row).get(t));
                }
            }
            return mask;
        }

        private static boolean counts(JsonNode value) {
            if (value.isBoolean()) {
                return value.booleanValue();
            }
            if (value.isNumber() && (value.doubleValue() == 0 || value.doubleValue() == 1)) {
                return value.doubleValue() == 1;
            }
            throw new InputException("'mask' must hold 0 and 1, but has " + value);
        }

        float[][] values(String name, boolean[][] mask) {
            JsonNode rows = all.path(name);
            requireRows(name, rows, mask.length);
            float[][] values = new float[mask.length][];
            for (int row = 0; row < mask.length; row++) {
                values[row] = new float[mask[row].length];
                for (int t = 0; t < mask[row].length; t++) {
                    if (mask[row][t]) {
                        values[row][t] = (float) number(rows.get(row).path(t), name + "[" + row + "][" + t + "]");
                    }
                }
            }
            return values;
        }

        double[][] advantages(boolean[][] mask) {
            JsonNode given = all.path("advantages");
            if (!given.path(0).isArray()) {
                double[] perRow = numbers(all, "advantages", mask.length);
                double[][] rows = new double[mask.length][];
                for (int row = 0; row < rows.length; row++) {
                    rows[row] = new double[] {perRow[row]};
                }
                return rows;
            }
            requireRows("advantages", given, mask.length);
            double[][] rows = new double[mask.length][];
            for (int row = 0; row < rows.length; row++) {
                rows[row] = new double[mask[row].length];
                for (int t = 0; t < rows[row].length; t++) {
                    rows[row][t] =
                            mask[row][t] ? number(given.get(row).path(t), "advantages[" + row + "][" + t + "]") : 0;
                }
            }
            return rows;
        }

        static double[] numbers(ObjectNode all, String name, int count) {
            JsonNode given = all.path(name);
            if (!given.isArray() || given.size() != count) {
                throw new InputException(
                        "'" + name + "' must be a list of " + count + " numbers, one for each row of 'new', but "
                                + (given.isArray() ? "has " + given.size() : "is " + given));
            }
            double[] numbers = new double[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = number(given.get(i), name + "[" + i + "]");
            }
            return numbers;
        }

        private static double number(JsonNode value, String where) {
            if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
                throw new InputException("'" + where + "' must be a finite number, but is "
                        + (value.isMissingNode() ? "missing" : value));
            }
            return value.doubleValue();
        }

        private static void requireRows(String name, JsonNode rows, int count) {
            boolean lists = rows.isArray() && !rows.isEmpty() && rows.size() == count;
            for (int row = 0; lists && row < count; row++) {
                lists = rows.get(row).isArray();
            }
            if (!lists) {
                throw new InputException("'" + name + "' must be a list of "
                        + (name.equals("new") ? "at least one row" : count + " rows, as many as 'new' has,")
                        + " of numbers, but is " + (rows.isMissingNode() ? "missing" : rows));
            }
        }
    }
}
