package dev.rlvr4j.core.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.PeftFormat;
import dev.rlvr4j.core.adapter.Projection;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.checkpoint.HuggingFaceCheckpoint;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.checkpoint.OutTensor;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A frozen transformer on one device. It is never changed after loading, so any number of samplers and trainers share it.
 * Thread-safe, except for {@link #weight}, {@link #apply} and {@link #compile}, which one thread at a time calls.
 */
public final class BaseModel implements Base, AutoCloseable {
    private final String path;
    private final ModelConfig config;
    private final Precision precision;
    private final Quantisation quantisation;
    private final NDManager manager;
    private final WeightSource original;
    private final ModelTensors tensors;
    private final Transformer transformer;
    private final List<Site> sites;

    private BaseModel(
            String path,
            ModelConfig config,
            Precision precision,
            Quantisation quantisation,
            NDManager manager,
            WeightSource weights,
            WeightSource original) {
        this.path = path;
        this.config = config;
        this.precision = precision;
        this.quantisation = quantisation;
        this.manager = manager;
        this.original = original;
        this.sites = sites(config);
        try (Gradients.Mode off = Gradients.recording(false)) {
            this.tensors = new Fusion(this, precision, manager).model(weights, quantisation);
        }
        this.transformer = new Transformer(config, precision, manager);
    }

    /** Loads a Hugging Face directory; InputException where it cannot be used. */
    public static BaseModel load(Path directory, Device device, Precision precision) {
        return load(directory, device, precision, Quantisation.NONE);
    }

    /**
     * Loads a Hugging Face directory and quantises its linear layers, one tensor after the other.
     *
     * @throws InputException where it cannot be used, or a weight does not fit the quantisation
     */
    public static BaseModel load(Path directory, Device device, Precision precision, Quantisation quantisation) {
        try (HuggingFaceCheckpoint checkpoint = HuggingFaceCheckpoint.open(directory)) {
            return made(
                    directory.toString(),
                    checkpoint.config(),
                    device,
                    precision,
                    quantisation,
                    WeightSource.of(checkpoint),
                    WeightSource.of(directory));
        }
    }

    /** A model with fresh weights. */
    public static BaseModel random(ModelConfig config, long seed, Device device, Precision precision) {
        return random(config, seed, device, precision, Quantisation.NONE);
    }

    /** A model with fresh weights, of which those of linear layers are quantised. */
    public static BaseModel random(
            ModelConfig config, long seed, Device device, Precision precision, Quantisation quantisation) {
        WeightSource weights = WeightSource.random(config, seed);
        return made("random", config, device, precision, quantisation, weights, weights);
    }

    private static BaseModel made(
            String path,
            ModelConfig config,
            Device device,
            Precision precision,
            Quantisation quantisation,
            WeightSource weights,
            WeightSource original) {
        NDManager manager = Torch.manager(device);
        try {
            return new BaseModel(path, config, precision, quantisation, manager, weights, original);
        } catch (RuntimeException | Error e) {
            manager.close();
            throw e;
        }
    }

    private static List<Site> sites(ModelConfig config) {
        int d = config.hiddenSize();
        int query = config.heads() * config.headDim();
        int key = config.kvHeads() * config.headDim();
        int f = config.intermediateSize();
        boolean attention = config.attentionBias();
        List<Site> sites = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            sites.add(new Site(layer, Projection.QUERY, d, query, attention));
            sites.add(new Site(layer, Projection.KEY, d, key, attention));
            sites.add(new Site(layer, Projection.VALUE, d, key, attention));
            sites.add(new Site(layer, Projection.OUTPUT, query, d, config.outputBias()));
            sites.add(new Site(layer, Projection.GATE, d, f, config.mlpBias()));
            sites.add(new Site(layer, Projection.UP, d, f, config.mlpBias()));
            sites.add(new Site(layer, Projection.DOWN, f, d, config.mlpBias()));
        }
        return List.copyOf(sites);
    }

    @Override
    public ModelConfig config() {
        return config;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public List<Site> sites() {
        return sites;
    }

    @Override
    public Map<String, long[]> weightShapes() {
        return config.weightShapes();
    }

    public Precision precision() {
        return precision;
    }

    /** How the weights of linear layers are kept. */
    @Override
    public Quantisation quantisation() {
        return quantisation;
    }

    public Device device() {
        return manager.getDevice();
    }

    /** Native bytes of all weights; a tensor that stands twice, as tied embeddings do, counts once. */
    public long byteSize() {
        Set<NDArray> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(tensors.own());
        return all.stream().mapToLong(this::bytes).sum();
    }

    private long bytes(NDArray array) {
        long element = switch (array.getDataType()) {
            case INT8, UINT8 -> 1;
            case FLOAT32 -> Float.BYTES;
            default -> precision.bytes(); // DJL does not know bfloat16
        };
        return array.size() * element;
    }

    /** The base without any adapter. */
    public ModelTensors tensors() {
        return tensors;
    }

    public Transformer transformer() {
        return transformer;
    }

    /** A new scope on this model's device. */
    public NDManager newScope() {
        return manager.newSubManager();
    }

    @Override
    public NDArray weight(String name, NDManager scope) {
        Tensors on = Tensors.on(device());
        try (NDManager temporary = scope.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            NDArray part = unfusion(temporary).weight(name);
            NDArray whole = on.cast(temporary, on.copyOf(temporary, part), Precision.FLOAT32);
            return on.copyOf(scope, whole);
        }
    }

    private Unfusion unfusion(NDManager scope) {
        return new Unfusion(this, scope);
    }

    @Override
    public NDArray original(String name, NDManager scope) {
        return original.read(name, Precision.FLOAT32, scope);
    }

    @Override
    public NDArray apply(Site site, NDArray x, NDManager scope) {
        try (NDManager temporary = scope.newSubManager()) {
            NDArray weight = unfusion(temporary).weight(site.name() + ".weight");
            return Tensors.on(device()).apply(scope, x, weight);
        }
    }

    @Override
    public List<NDArray> keysAndValues(int[] ids, NDManager scope) {
        // A prompt's last token is not prefilled.
        try (Prefill prefill = new Prefill(this, tensors, List.of(Arrays.copyOf(ids, ids.length + 1)))) {
            Tensors on = Tensors.on(device());
            return prefill.tensors().stream()
                    .map(array -> on.copyOf(scope, array))
                    .toList();
        }
    }

    /** Compiles an adapter's tensors into a version that samplers take. The caller closes it. */
    public CompiledModel compile(AdapterMethod method, Map<String, NDArray> parameters, AdapterVersion version) {
        NDManager owner = Torch.manager(device());
        try (Gradients.Mode off = Gradients.recording(false)) {
            try (NDManager temporary = owner.newSubManager()) {
                Compilation compilation = method.compile(this, parameters, temporary);
                ModelTensors compiled = Fusion.compile(this, tensors, compilation, precision, temporary);
                return own(compiled, version, owner);
            }
        } catch (RuntimeException | Error e) {
            owner.close();
            throw e;
        }
    }

    /** Copies what is not the base's own, so that it lives and dies with the version. */
    private CompiledModel own(ModelTensors compiled, AdapterVersion version, NDManager owner) {
        Tensors on = Tensors.on(device());
        long[] bytes = {0};
        Set<NDArray> own = Collections.newSetFromMap(new IdentityHashMap<>());
        own.addAll(tensors.own());
        Function<NDArray, NDArray> keep = array -> {
            if (own.contains(array)) {
                return array;
            }
            bytes[0] += array.size() * precision.bytes();
            return on.copyOf(owner, array);
        };
        NDArray embedding = keep.apply(compiled.embedding());
        NDArray head = compiled.head() == compiled.embedding() ? embedding : keep.apply(compiled.head());
        List<NDArray> weights = compiled.weights().stream().map(keep).toList();
        List<NDArray> edits = compiled.edits().stream().map(keep).toList();
        List<NDArray> virtual = compiled.virtual().stream().map(keep).toList();
        ModelTensors kept = new ModelTensors(embedding, head, keep.apply(compiled.norm()), weights, edits, virtual);
        return new CompiledModel(this, version, kept, owner, bytes[0]);
    }

    /** Reads an adapter directory in PEFT's format and compiles it. The caller closes it. */
    public CompiledModel loadAdapter(Path directory) {
        try (NDManager temporary = manager.newSubManager()) {
            PeftFormat.Loaded loaded = PeftFormat.read(directory, this, temporary);
            return compile(loaded.method(), loaded.parameters(), new AdapterVersion(directory.toString(), 0));
        }
    }

    /**
     * Scores a text under a model state of this base (its own {@link #tensors()} or a {@link CompiledModel}'s).
     *
     * @param ids T token ids, at least 1
     * @return log-prob of each token after the first, {@code [T-1]}, and the entropy of the next token's distribution at every
     *     position, {@code [T]}
     */
    public TokenScores score(ModelTensors model, int[] ids) {
        int room = config.contextLength() - model.virtualTokens();
        if (ids.length == 0 || ids.length > room) {
            throw new InputException("a text to be scored needs 1 to " + room + " tokens (the model's context"
                    + (model.virtualTokens() == 0
                            ? ""
                            : ", less the adapter's " + model.virtualTokens() + " virtual tokens")
                    + "), but has " + ids.length);
        }
        for (int id : ids) {
            if (id < 0 || id >= config.vocabularySize()) {
                throw new InputException("token id " + id + " is not in the model's vocabulary of "
                        + config.vocabularySize() + " tokens");
            }
        }
        // One more token, whatever it is, asks for the entropy after the last.
        int[] rest = Arrays.copyOfRange(ids, 1, ids.length + 1);
        try (NDManager scope = manager.newSubManager()) {
            TokenScores all = new ForwardPasses(this, scope, false)
                    .score(List.of(new SequenceGroup(new int[] {ids[0]}, List.of(rest))), model, 1);
            return new TokenScores(Arrays.copyOf(all.logProbs(), ids.length - 1), all.entropies());
        }
    }

    /** SHA-256 over all weights in order: whether two models, or one before and after training, are the same bit for bit. */
    public String fingerprint() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (String name : config.weightShapes().keySet()) {
                try (NDManager temporary = manager.newSubManager()) {
                    Tensors.on(device()).bytes(weight(name, temporary)).forEach(sha::update);
                }
            }
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes the weights as a Hugging Face checkpoint, in the config's own type. */
    public void save(Path directory) {
        List<OutTensor> out = new ArrayList<>();
        config.weightShapes()
                .forEach((name, shape) -> out.add(new OutTensor(name, config.dtype(), shape, () -> {
                    try (NDManager temporary = manager.newSubManager()) {
                        Tensors on = Tensors.on(device());
                        List<ByteBuffer> bytes =
                                on.bytes(on.cast(temporary, weight(name, temporary), Precision.of(config.dtype())));
                        return bytes;
                    }
                })));
        HuggingFaceCheckpoint.write(directory, config, out, 5L << 30);
    }

    @Override
    public void close() {
        transformer.close();
        manager.close();
    }
}
