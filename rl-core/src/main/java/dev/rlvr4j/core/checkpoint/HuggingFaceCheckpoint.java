package dev.rlvr4j.core.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rlvr4j.core.InputException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model directory in Hugging Face layout: {@code config.json} with {@code model.safetensors}, or with shards and their
 * {@code model.safetensors.index.json}.
 *
 * <p>Opening checks everything but the numbers: each weight that the config calls for must be there with its shape and a
 * readable type, in files that are whole. After that, reading weights does not fail. Thread-safe.
 */
public final class HuggingFaceCheckpoint implements AutoCloseable {
    static final String CONFIG = "config.json";
    static final String GENERATION_CONFIG = "generation_config.json";
    static final String WEIGHTS = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    private final Path directory;
    private final ModelConfig config;
    private final Set<Integer> eosTokens;
    private final Map<Path, Safetensors> files = new LinkedHashMap<>();
    private final Map<String, Safetensors> weights = new LinkedHashMap<>();

    private HuggingFaceCheckpoint(Path directory) {
        this.directory = directory;
        config = ModelConfig.read(directory.resolve(CONFIG));
        eosTokens = Collections.unmodifiableSet(readEosTokens());
    }

    /** Opens and checks a directory; InputException, in one sentence, where anything is missing or wrong. */
    public static HuggingFaceCheckpoint open(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new InputException("model directory " + directory
                    + (Files.exists(directory) ? " is not a directory" : " does not exist"));
        }
        if (!Files.exists(directory.resolve(CONFIG))) {
            throw new InputException(
                    directory + " has no config.json; a model directory in Hugging Face layout is needed");
        }
        HuggingFaceCheckpoint checkpoint = new HuggingFaceCheckpoint(directory);
        try {
            checkpoint.openFiles();
            checkpoint.checkWeights();
        } catch (RuntimeException e) {
            checkpoint.close();
            throw e;
        }
        return checkpoint;
    }

    /** What config.json says. */
    public ModelConfig config() {
        return config;
    }

    /** The directory that was opened. */
    public Path directory() {
        return directory;
    }

    /** The ids that end a text, from config.json and generation_config.json together. */
    public Set<Integer> eosTokens() {
        return eosTokens;
    }

    /** The names of all tensors. */
    public Set<String> names() {
        return Collections.unmodifiableSet(weights.keySet());
    }

    /** Whether there is a tensor of that name. */
    public boolean has(String name) {
        return weights.containsKey(name);
    }

    /** Type and shape of a tensor; InputException where there is none of that name. */
    public TensorEntry entry(String name) {
        return file(name).entry(name);
    }

    /** The bytes of a tensor below 2 GiB; see {@link Safetensors#bytes}. */
    public ByteBuffer bytes(String name) {
        return file(name).bytes(name);
    }

    /** The bytes of a tensor of any size; see {@link Safetensors#chunks}. */
    public List<ByteBuffer> chunks(String name) {
        return file(name).chunks(name);
    }

    /** The elements of a floating tensor as float32: for tests and small tensors. */
    public float[] floats(String name) {
        return file(name).floats(name);
    }

    /**
     * Writes a checkpoint that transformers and {@link #open} read; see {@link CheckpointWriter} for the order of writing.
     *
     * @param directory is created where it does not exist; an earlier checkpoint in it is replaced
     * @param tensors exactly those of {@link ModelConfig#weightShapes}
     * @param maxShardBytes above this many bytes of tensors a further file is begun; each tensor is in one file
     */
    public static void write(Path directory, ModelConfig config, List<OutTensor> tensors, long maxShardBytes) {
        CheckpointWriter.write(directory, config, tensors, maxShardBytes);
    }

    private Safetensors file(String name) {
        Safetensors file = weights.get(name);
        if (file == null) {
            throw new InputException("checkpoint " + directory + " has no tensor " + name);
        }
        return file;
    }

    private Set<Integer> readEosTokens() {
        Set<Integer> ids = new LinkedHashSet<>(config.eosTokens());
        Path file = directory.resolve(GENERATION_CONFIG);
        if (Files.exists(file)) {
            ids.addAll(ModelConfigReader.tokens(JsonFile.read(file).path("eos_token_id"), file.toString()));
        }
        return ids;
    }

    private void openFiles() {
        Path single = directory.resolve(WEIGHTS);
        Path index = directory.resolve(INDEX);
        if (Files.exists(single)) {
            Safetensors file = open(single, single);
            file.entries().keySet().forEach(name -> weights.put(name, file));
        } else if (Files.exists(index)) {
            openShards(index);
        } else {
            throw new InputException(directory + " has neither " + WEIGHTS + " nor " + INDEX
                    + "; weights of other formats (pytorch_model.bin, GGUF) must be converted to safetensors first");
        }
    }

    private void openShards(Path index) {
        JsonNode map = JsonFile.read(index).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new InputException(index + " has no weight_map; fetch the file again");
        }
        map.properties().forEach(entry -> {
            String name = entry.getKey();
            String shard = entry.getValue().asText();
            Path path = directory.resolve(shard);
            if (!Path.of(shard).equals(path.getFileName())) {
                throw new InputException(index + " places tensor " + name + " in '" + shard
                        + "', which is not a file of its own directory");
            }
            Safetensors file = open(path, index);
            if (!file.entries().containsKey(name)) {
                throw new InputException(
                        index + " places tensor " + name + " in " + shard + ", but that shard does not have it");
            }
            weights.put(name, file);
        });
    }

    private Safetensors open(Path path, Path namedBy) {
        Safetensors known = files.get(path);
        if (known != null) {
            return known;
        }
        if (!Files.exists(path)) {
            throw new InputException("shard " + path.getFileName() + " is missing from " + directory + ", though "
                    + namedBy.getFileName() + " names it; fetch it");
        }
        Safetensors opened = Safetensors.open(path);
        files.put(path, opened);
        return opened;
    }

    private void checkWeights() {
        Map<String, long[]> expected = config.weightShapes();
        WeightCheck check = new WeightCheck(directory, expected);
        expected.keySet().forEach(name -> check.expected(name, has(name) ? entry(name) : null));
        weights.keySet().forEach(check::noStranger);
    }

    @Override
    public void close() {
        files.values().forEach(Safetensors::close);
    }
}
