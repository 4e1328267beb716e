package dev.rlvr4j.trainer.correction;

import java.util.LinkedHashMap;
import java.util.Map;

/** The corrections by the names recipes call them. To add one: a record that implements {@link Correction}, and a line here. */
public final class Corrections {
    private Corrections() {}

    /** Each name with its default settings, in the order they are listed to users. */
    public static Map<String, Correction> all() {
        Map<String, Correction> all = new LinkedHashMap<>();
        all.put("tis_token", new TisToken(2));
        all.put("tis_sequence", new TisSequence(2));
        all.put("mis_token", new MisToken(0, 3));
        all.put("mis_sequence", new MisSequence(0, 3));
        all.put("icepop", new MisToken(0.5, 5));
        all.put("geometric_mask", new GeometricMask(0.99, 1.01));
        all.put("product_mask", new ProductMask(0.5, 2));
        all.put("outlier_mask", new OutlierMask(1e-4, 100));
        all.put("seq_mask_tis", new SeqMaskTis(0.5, 5));
        all.put("rejection", new Rejection(Rejection.Statistic.SEQ_MEAN_K3, 0, 0.01));
        all.put("off_policy_sequence", new OffPolicySequence(0.5));
        all.put("top_entropy", new TopEntropy(0.2));
        return all;
    }
}
