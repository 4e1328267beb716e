package dev.rlvr4j.trainer.optim;

import java.util.LinkedHashMap;
import java.util.Map;

/** The schedules by the names recipes call them. */
public final class Schedules {
    private Schedules() {}

    /** Each name with its default settings, in the order they are listed to users. */
    public static Map<String, Schedule> all() {
        Map<String, Schedule> all = new LinkedHashMap<>();
        all.put("constant", Schedule.CONSTANT);
        all.put("linear", Schedule.LINEAR);
        all.put("cosine", Schedule.COSINE);
        all.put("wsd", WarmupStableDecay.DEFAULT);
        return all;
    }
}
