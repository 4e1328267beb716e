package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.checkpoint.HuggingFaceCheckpoint;
import dev.rlvr4j.core.checkpoint.OutTensor;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Full fine-tuning: every base tensor is trained, on float32 master copies. What it compiles to are replaced weights. */
public record FullFineTuning() implements AdapterMethod {
    private static final long SHARD_BYTES = 5L << 30;

    @Override
    public String name() {
        return "full";
    }

    @Override
    public Map<String, long[]> shapes(Base base) {
        return base.weightShapes();
    }

    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        if (base.quantisation() != Quantisation.NONE) {
            throw new InputException("full fine-tuning would train copies of the weights that the "
                    + base.quantisation().label() + " base stands for, at the memory that quantisation saves; set"
                    + " model.quantisation=none, or train an adapter (adapter.method=lora)");
        }
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        base.weightShapes().keySet().forEach(name -> parameters.put(name, base.weight(name, scope)));
        return parameters;
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> parameters, NDManager scope) {
        return new Compilation(Map.of(), parameters);
    }

    /** Writes a Hugging Face checkpoint in the base's own type. */
    @Override
    public void save(Base base, Map<String, NDArray> parameters, Path directory) {
        write(base, parameters, directory);
    }

    /** Writes a checkpoint of a base with some of its tensors replaced. */
    static void write(Base base, Map<String, NDArray> replaced, Path directory) {
        List<OutTensor> tensors = new ArrayList<>();
        base.weightShapes()
                .forEach((name, shape) ->
                        tensors.add(new OutTensor(name, base.config().dtype(), shape, () -> {
                            NDArray own = replaced.get(name);
                            NDManager manager =
                                    replaced.values().iterator().next().getManager();
                            try (NDManager scope = manager.newSubManager()) {
                                Tensors on = Tensors.on(manager.getDevice());
                                NDArray copy = own != null ? on.copyOf(scope, own) : base.weight(name, scope);
                                return on.bytes(on.cast(
                                        scope, copy, Precision.of(base.config().dtype())));
                            }
                        })));
        HuggingFaceCheckpoint.write(directory, base.config(), tensors, SHARD_BYTES);
    }
}
