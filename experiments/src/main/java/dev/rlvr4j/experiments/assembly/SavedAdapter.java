package dev.rlvr4j.experiments.assembly;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.PeftFormat;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The method of an adapter directory, that begins where the directory's tensors are instead of afresh. */
final class SavedAdapter implements AdapterMethod {
    private final Path directory;
    private @Nullable AdapterMethod method;

    SavedAdapter(Path directory) {
        this.directory = directory;
    }

    private AdapterMethod method() {
        if (method == null) {
            throw new RlvrException("the adapter " + directory + " is not read yet; initialise comes first");
        }
        return method;
    }

    @Override
    public String name() {
        return method().name();
    }

    /**
     * Reads the tensors; the seed has no meaning here.
     *
     * @throws InputException if the adapter is damaged or belongs to another model
     */
    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        PeftFormat.Loaded loaded = PeftFormat.read(directory, base, scope);
        method = loaded.method();
        return loaded.parameters();
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> parameters, NDManager scope) {
        return method().compile(base, parameters, scope);
    }

    @Override
    public void save(Base base, Map<String, NDArray> parameters, Path target) {
        method().save(base, parameters, target);
    }
}
