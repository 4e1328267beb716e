package dev.rlvr4j.trainer.advantage;

import java.util.LinkedHashMap;
import java.util.Map;

/** The advantage estimators by the names recipes call them. To add one: a record that implements {@link Advantage}, and a line here. */
public final class Advantages {
    private Advantages() {}

    /** Each name with its default settings, in the order they are listed to users. */
    public static Map<String, Advantage> all() {
        Map<String, Advantage> all = new LinkedHashMap<>();
        all.put("z_score", ZScore.DEFAULT);
        all.put("mean_only", new MeanOnly());
        return all;
    }
}
