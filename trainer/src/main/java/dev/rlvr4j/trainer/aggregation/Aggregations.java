package dev.rlvr4j.trainer.aggregation;

import java.util.LinkedHashMap;
import java.util.Map;

/** The aggregations by the names recipes call them. To add one: a record that implements {@link Aggregation}, and a line here. */
public final class Aggregations {
    private Aggregations() {}

    /** Each name with its default settings, in the order they are listed to users. */
    public static Map<String, Aggregation> all() {
        Map<String, Aggregation> all = new LinkedHashMap<>();
        all.put("token_mean", new TokenMean());
        all.put("local_token_mean", new LocalTokenMean());
        all.put("sequence_mean", new SequenceMean());
        all.put("sequence_sum_mean", new SequenceSumMean());
        all.put("prompt_mean", new PromptMean());
        all.put("token_sum", new TokenSum());
        all.put("constant", new Constant(0));
        return all;
    }
}
