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
        all.put("batch_std", new BatchStd(1e-4));
        all.put("mean_only", new MeanOnly());
        all.put("leave_one_out", new LeaveOneOut());
        all.put("token_whitening", TokenWhitening.RETURNS);
        all.put("gdpo", new Gdpo(Map.of(), 1e-4));
        all.put("max_rl", new MaxRl(1e-6));
        all.put("pass_at_k", new PassAtK(1e-6));
        all.put("opo", new Opo());
        all.put("gpg", new Gpg(1));
        all.put("ema", new EmaBaseline(0.9));
        return all;
    }
}
