package dev.rlvr4j.experiments.assembly;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.PeftFormat;
import dev.rlvr4j.core.loop.AdapterVersion;
import dev.rlvr4j.core.merge.OnFrozen;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.CompiledModel;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.text.Tokenizer;
import dev.rlvr4j.core.text.Tokenizers;
import dev.rlvr4j.core.torch.Torch;
import dev.rlvr4j.experiments.config.ModelSection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A base model, with the tokenizer that belongs to it. The trainer takes {@link #base}, on the first device; rollout workers
 * take {@link #bases}, one on each device.
 */
public final class LoadedModel implements AutoCloseable {
    private static final String TOKENIZER_FILE = "tokenizer.json";

    private final Path directory;
    private final List<Device> devices;
    private final BaseModel base;
    private final List<BaseModel> further = new ArrayList<>();
    private final @Nullable Tokenizer tokenizer;
    private final @Nullable Path frozen;

    private LoadedModel(
            Path directory,
            List<Device> devices,
            BaseModel base,
            @Nullable Tokenizer tokenizer,
            @Nullable Path frozen) {
        this.frozen = frozen;
        this.directory = directory;
        this.devices = devices;
        this.base = base;
        this.tokenizer = tokenizer;
    }

    /**
     * Loads a model.
     *
     * @param date what chat templates that print a date take for today
     * @throws InputException if the checkpoint, the tokenizer or the device cannot be used
     */
    public static LoadedModel open(ModelSection settings, LocalDate date) {
        Torch.prepareThread(0);
        return open(settings, date, Torch.devices(settings.device()));
    }

    /** Loads a model for given devices, of which the first gets the base now. */
    static LoadedModel open(ModelSection settings, LocalDate date, List<Device> devices) {
        Path directory = directory(settings.path());
        Path frozen = settings.adapter() == null ? null : Path.of(settings.adapter());
        if (frozen != null) {
            PeftFormat.requireAdapter(frozen); // before the model is loaded
        }
        BaseModel base = BaseModel.load(directory, devices.get(0), settings.precision(), settings.quantisation());
        try {
            Tokenizer tokenizer = tokenizer(settings, directory, base.config().vocabularySize(), date);
            return new LoadedModel(directory, List.copyOf(devices), base, tokenizer, frozen);
        } catch (RuntimeException | Error e) {
            base.close();
            throw e;
        }
    }

    /** The directory of a model as recipes name it. */
    public static Path directory(String path) {
        return path.equals(ModelSection.BUILT_IN) ? BuiltInModel.directory() : Path.of(path);
    }

    private static @Nullable Tokenizer tokenizer(
            ModelSection settings, Path directory, int vocabularySize, LocalDate date) {
        Clock clock = Clock.fixed(date.atStartOfDay(ZoneOffset.UTC).toInstant(), ZoneOffset.UTC);
        if (settings.tokenizer() != null) {
            Path path = Path.of(settings.tokenizer());
            Path parent = path.toAbsolutePath().getParent();
            Tokenizer given = Tokenizers.load(path.endsWith(TOKENIZER_FILE) && parent != null ? parent : path, clock);
            if (given.vocabularySize() > vocabularySize) {
                throw new InputException("the tokenizer " + path + " has " + given.vocabularySize()
                        + " tokens, but the model " + directory + " knows only " + vocabularySize
                        + "; give the tokenizer the model was trained with");
            }
            return given;
        }
        if (!Files.exists(directory.resolve(TOKENIZER_FILE)) && vocabularySize < Tokenizers.ASCII_VOCABULARY) {
            return null;
        }
        return Tokenizers.loadOrAscii(directory, vocabularySize, clock);
    }

    /** The base on the first device. */
    public BaseModel base() {
        return base;
    }

    /** The devices that rollouts may use, at least one. */
    public List<Device> devices() {
        return devices;
    }

    /**
     * The base on each of the first devices; loads what is not loaded yet. All are closed with this.
     *
     * @param count how many at most
     * @return {@link #base} first; as many as there are devices, where {@code count} is more
     */
    public synchronized List<BaseModel> bases(int count) {
        while (1 + further.size() < Math.min(count, devices.size())) {
            further.add(
                    BaseModel.load(directory, devices.get(1 + further.size()), base.precision(), base.quantisation()));
        }
        List<BaseModel> bases = new ArrayList<>(further);
        bases.add(0, base);
        return List.copyOf(bases.subList(0, Math.min(count, bases.size())));
    }

    /** What is trained: the method on the base, or on the base with its frozen adapter. */
    public AdapterMethod method(AdapterMethod trained) {
        return frozen == null ? trained : OnFrozen.of(trained, frozen, base);
    }

    /**
     * Compiles an adapter, on top of the frozen one if there is one. The caller closes it.
     *
     * @param adapter a directory in PEFT's format; null is the model as it is
     * @return null where the model as it is is the bare base
     * @throws InputException if the adapter is damaged or belongs to another model
     */
    public @Nullable CompiledModel adapted(@Nullable Path adapter) {
        if (frozen == null) {
            return adapter == null ? null : base.loadAdapter(adapter);
        }
        if (adapter == null) {
            return base.loadAdapter(frozen);
        }
        try (NDManager scope = base.newScope()) {
            PeftFormat.Loaded both = OnFrozen.read(adapter, frozen, base, scope);
            return base.compile(both.method(), both.parameters(), new AdapterVersion(adapter.toString(), 0));
        }
    }

    /** Where it was loaded from. */
    public Path directory() {
        return directory;
    }

    /** The tokenizer, or null where the checkpoint has none and its vocabulary is too small for ASCII. */
    public @Nullable Tokenizer tokenizer() {
        return tokenizer;
    }

    /** The tokenizer, where text is needed. */
    public Tokenizer requireTokenizer() {
        if (tokenizer == null) {
            throw new InputException("the model " + directory + " has no tokenizer.json, and its vocabulary of "
                    + base.config().vocabularySize()
                    + " tokens is too small for ASCII; give token ids with --ids, or a tokenizer with model.tokenizer");
        }
        return tokenizer;
    }

    /** Number of weights. */
    public long parameters() {
        return base.weightShapes().values().stream()
                .mapToLong(LoadedModel::size)
                .sum();
    }

    private static long size(long[] shape) {
        long size = 1;
        for (long dimension : shape) {
            size *= dimension;
        }
        return size;
    }

    /** {@code qwen3, 0.83M parameters, float32 on cpu}, or {@code ..., float32, linear layers in nf4, on cpu}. */
    public String description() {
        double millions = parameters() / 1e6;
        return base.config().modelType() + ", "
                + (millions < 1000
                        ? String.format(Locale.ROOT, "%.3gM", millions)
                        : String.format(Locale.ROOT, "%.3gB", millions / 1000))
                + " parameters, " + base.precision().name().toLowerCase(Locale.ROOT)
                + (base.quantisation() == Quantisation.NONE
                        ? ""
                        : ", linear layers in " + base.quantisation().label() + ",")
                + " on " + device()
                + (frozen == null ? "" : ", with the frozen adapter " + frozen);
    }

    /** {@code cpu} or {@code cuda:N}. */
    public String device() {
        Device device = base.device();
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }

    @Override
    public synchronized void close() {
        further.forEach(BaseModel::close);
        further.clear();
        base.close();
    }
}
