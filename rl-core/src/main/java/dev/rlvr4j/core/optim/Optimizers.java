package dev.rlvr4j.core.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The optimizers by the names recipes call them. To add one: a record that implements {@link Optimizer}, and a word here. */
public final class Optimizers {
    private Optimizers() {}

    /** Each name with its default settings, in the order they are listed to users. */
    public static Map<String, Optimizer> all() {
        Map<String, Optimizer> all = new LinkedHashMap<>();
        List.of(AdamW.DEFAULT, AdamW8Bit.DEFAULT, Sgd.DEFAULT, Lion.DEFAULT, Muon.DEFAULT)
                .forEach(optimizer -> all.put(optimizer.name(), optimizer));
        return all;
    }
}
