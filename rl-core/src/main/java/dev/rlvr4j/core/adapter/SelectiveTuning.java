package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Tensors;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Full fine-tuning of some tensors, starting from the base's: whole ones, and of attention some heads (Robotic Steering, 2025).
 * A query head is its rows of the query projection and its columns of the output projection, with the rows of the key and value
 * projections that it reads, which may serve other heads, too; biases of those rows are trained with them. What it compiles to
 * are replaced weights; it is written as a checkpoint.
 *
 * @param tensors whole tensors, by regular expressions of their Hugging Face names
 * @param heads query heads by layer
 */
public record SelectiveTuning(List<String> tensors, Map<Integer, List<Integer>> heads) implements AdapterMethod {
    /** What stands behind the name of a tensor of which some rows or columns are trained. */
    private static final String PART = ".part";

    public SelectiveTuning {
        tensors = List.copyOf(tensors);
        heads = Collections.unmodifiableMap(new TreeMap<>(heads));
        if (tensors.isEmpty() && heads.isEmpty()) {
            throw new InputException(
                    "selective tuning trains nothing; name tensors, e.g. .*down_proj.weight, or heads, e.g. {0: [1, 3]}");
        }
    }

    @Override
    public String name() {
        return "selective";
    }

    /**
     * The part of a tensor that is trained.
     *
     * @param index rows, or columns where axis is 1
     */
    private record Part(String tensor, int axis, long[] index) {}

    private List<Part> parts(Base base) {
        ModelConfig config = base.config();
        List<Part> parts = new java.util.ArrayList<>();
        heads.forEach((layer, chosen) -> {
            requireIn("heads names layer", layer, config.layers());
            TreeSet<Integer> read = new TreeSet<>();
            for (int head : chosen) {
                requireIn("heads names, in layer " + layer + ", head", head, config.heads());
                read.add(head / (config.heads() / config.kvHeads()));
            }
            String attention = "model.layers." + layer + ".self_attn.";
            long[] queries = features(new TreeSet<>(chosen), config.headDim());
            long[] keys = features(read, config.headDim());
            rows(parts, base, attention + "q_proj", queries);
            rows(parts, base, attention + "k_proj", keys);
            rows(parts, base, attention + "v_proj", keys);
            parts.add(new Part(attention + "o_proj.weight", 1, queries));
        });
        return parts;
    }

    private static void rows(List<Part> parts, Base base, String module, long[] index) {
        parts.add(new Part(module + ".weight", 0, index));
        if (base.weightShapes().containsKey(module + ".bias")) {
            parts.add(new Part(module + ".bias", 0, index));
        }
    }

    private static void requireIn(String what, int index, int size) {
        if (index < 0 || index >= size) {
            throw new InputException(what + " " + index + ", but the model has 0 to " + (size - 1));
        }
    }

    private static long[] features(Iterable<Integer> heads, int headDim) {
        return java.util.stream.StreamSupport.stream(heads.spliterator(), false)
                .flatMapToLong(head -> java.util.stream.LongStream.range((long) head * headDim, (head + 1L) * headDim))
                .toArray();
    }

    private List<String> whole(Base base) {
        TreeSet<String> chosen = new TreeSet<>();
        for (String regex : tensors) {
            Pattern pattern = TargetModules.compile(regex);
            List<String> hits = base.weightShapes().keySet().stream()
                    .filter(name -> pattern.matcher(name).matches())
                    .toList();
            if (hits.isEmpty()) {
                throw new InputException("'" + regex + "' names no tensor of this model; its tensors are called like "
                        + base.weightShapes().keySet().stream().limit(3).toList());
            }
            chosen.addAll(hits);
        }
        return List.copyOf(chosen);
    }

    @Override
    public Map<String, long[]> shapes(Base base) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (String name : whole(base)) {
            shapes.put(name, Objects.requireNonNull(base.weightShapes().get(name)));
        }
        for (Part part : parts(base)) {
            if (shapes.containsKey(part.tensor())) {
                throw new InputException(part.tensor() + " is named among the tensors and by heads; leave it to one");
            }
            long[] shape = Objects.requireNonNull(base.weightShapes().get(part.tensor()))
                    .clone();
            shape[part.axis()] = part.index().length;
            shapes.put(part.tensor() + PART, shape);
        }
        return shapes;
    }

    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        if (base.quantisation() != Quantisation.NONE) {
            throw new InputException("selective tuning would train copies of weights that the "
                    + base.quantisation().label() + " base only stands for, and write all of them; set"
                    + " model.quantisation=none, or train an adapter (adapter.method=lora)");
        }
        Map<String, NDArray> result = new LinkedHashMap<>();
        for (String name : whole(base)) {
            result.put(name, base.weight(name, scope));
        }
        for (Part part : parts(base)) {
            try (NDManager temporary = scope.newSubManager()) {
                NDArray chosen = Maps.one(
                        Maps.call("chosen", temporary)
                                .tensor(base.weight(part.tensor(), temporary))
                                .tensor(Tensors.longs(temporary, part.index(), part.index().length))
                                .integer(part.axis()),
                        temporary);
                result.put(part.tensor() + PART, Tensors.on(scope.getDevice()).copyOf(scope, chosen));
            }
        }
        return result;
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> all, NDManager scope) {
        Map<String, NDArray> weights = new HashMap<>();
        for (String name : whole(base)) {
            weights.put(name, Objects.requireNonNull(all.get(name)));
        }
        for (Part part : parts(base)) {
            weights.put(
                    part.tensor(),
                    Maps.one(
                            Maps.call("with_part", scope)
                                    .tensor(base.weight(part.tensor(), scope))
                                    .tensor(Objects.requireNonNull(all.get(part.tensor() + PART)))
                                    .tensor(Tensors.longs(scope, part.index(), part.index().length))
                                    .integer(part.axis()),
                            scope));
        }
        return new Compilation(Map.of(), weights);
    }

    /** Writes a Hugging Face checkpoint in the base's own type, with the frozen tensors as they are. */
    @Override
    public void save(Base base, Map<String, NDArray> all, Path directory) {
        try (NDManager scope = all.values().iterator().next().getManager().newSubManager();
                var off = dev.rlvr4j.core.torch.Gradients.recording(false)) {
            FullFineTuning.write(base, compile(base, all, scope).weights(), directory);
        }
    }
}
