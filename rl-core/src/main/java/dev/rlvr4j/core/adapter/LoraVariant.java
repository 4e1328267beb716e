package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A method that is a LoRA trained in another way: its tensors, its edits and its files are LoRA's. */
interface LoraVariant extends AdapterMethod {
    /** Its rank. */
    int r();

    /** Numerator of the scale alpha / r. */
    double alpha();

    /** The linear layers it sits on. */
    TargetModules targets();

    /** The LoRA that it is. */
    default Lora lora() {
        return Lora.of(r(), alpha(), targets());
    }

    @Override
    default Map<String, long[]> shapes(Base base) {
        return lora().shapes(base);
    }

    @Override
    default Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        return lora().initialise(base, seed, scope);
    }

    @Override
    default Compilation compile(Base base, Map<String, NDArray> tensors, NDManager scope) {
        return lora().compile(base, tensors, scope);
    }

    @Override
    default Map<String, @Nullable Object> peftConfig(Base base) {
        return lora().peftConfig(base);
    }

    @Override
    default Map<String, NDArray> peftExtras(Base base, Map<String, NDArray> tensors, NDManager scope) {
        return lora().peftExtras(base, tensors, scope);
    }

    /** Whether a tensor is LoRA's B. */
    static boolean isB(String tensor) {
        return tensor.endsWith(".lora_B.weight");
    }
}
