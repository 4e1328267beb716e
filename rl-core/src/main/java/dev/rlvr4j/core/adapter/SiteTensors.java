package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import java.util.Map;
import java.util.Objects;

/** An adapter's tensors as one layer sees them: its own by what follows the layer's name, and those that all share. */
record SiteTensors(Site site, Map<String, NDArray> all) {
    /** The tensor called the layer's name and this, e.g. {@code .lora_A.weight}. */
    NDArray own(String suffix) {
        return shared(site.name() + suffix);
    }

    NDArray shared(String name) {
        return Objects.requireNonNull(all.get(name), name);
    }
}
