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
        List<OutTensor> tensors = new ArrayList<>();
        parameters.forEach((name, array) -> tensors.add(new OutTensor(
                name, base.config().dtype(), array.getShape().getShape(), () -> {
                    Tensors on = Tensors.on(array.getDevice());
                    try (NDManager scope = array.getManager().newSubManager()) {
                        NDArray copy = on.copyOf(scope, array);
                        return on.bytes(
                                on.cast(scope, copy, Precision.of(base.config().dtype())));
                    }
                })));
        HuggingFaceCheckpoint.write(directory, base.config(), tensors, SHARD_BYTES);
    }
}
