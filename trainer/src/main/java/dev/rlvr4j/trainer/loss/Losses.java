package dev.rlvr4j.trainer.loss;

import dev.rlvr4j.trainer.advantage.Advantage;
import dev.rlvr4j.trainer.advantage.Gpg;
import dev.rlvr4j.trainer.advantage.LeaveOneOut;
import dev.rlvr4j.trainer.advantage.MeanOnly;
import dev.rlvr4j.trainer.advantage.TokenWhitening;
import dev.rlvr4j.trainer.advantage.ZScore;
import dev.rlvr4j.trainer.aggregation.Aggregation;
import dev.rlvr4j.trainer.aggregation.Constant;
import dev.rlvr4j.trainer.aggregation.LocalTokenMean;
import dev.rlvr4j.trainer.aggregation.SequenceMean;
import dev.rlvr4j.trainer.aggregation.TokenMean;
import dev.rlvr4j.trainer.aggregation.TokenSum;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The policy losses by the names recipes call them. To add one: a record that implements {@link Loss}, and a line here. */
public final class Losses {
    /**
     * A loss as its source describes it.
     *
     * @param name what recipes call it
     * @param loss with its default settings
     * @param advantage what it is used with where a recipe says {@code auto}
     * @param aggregation what it is used with where a recipe says {@code auto}
     */
    public record Kind(String name, Loss loss, Advantage advantage, Aggregation aggregation) {}

    private static final Advantage Z = ZScore.DEFAULT;
    private static final Advantage MEAN = new MeanOnly();
    private static final Aggregation TOKENS = new TokenMean();
    private static final Aggregation SUM = new TokenSum();
    private static final Aggregation SEQUENCES = new SequenceMean();

    private static final List<Kind> ALL = List.of(
            new Kind("dapo", new PpoClip(0.2, 0.28), Z, TOKENS),
            new Kind("grpo", new PpoClip(0.2, 0.2), Z, SEQUENCES),
            new Kind("dr_grpo", new PpoClip(0.2, 0.2), MEAN, new Constant(0)),
            new Kind("bnpo", new PpoClip(0.2, 0.2), Z, new LocalTokenMean()),
            new Kind("ppo", new PpoClip(0.2, 0.2), Z, TOKENS),
            new Kind("dual_clip", new PpoClip(0.2, 0.2, 3, 0), Z, TOKENS),
            new Kind("decoupled_ppo", new DecoupledPpo(0.2, 0.2, 0, 5, DecoupledPpo.OnExcess.MASK), Z, TOKENS),
            new Kind("gspo", new Gspo(3e-4, 4e-4), Z, SEQUENCES),
            new Kind("gspo_token", new GspoToken(3e-4, 4e-4), Z, SEQUENCES),
            new Kind("luspo", new Luspo(2e-3, 2.5e-3), Z, SEQUENCES),
            new Kind("gmpo", new Gmpo(0.4, 0.4), Z, SEQUENCES),
            new Kind("cispo", new Cispo(5), Z, TOKENS),
            new Kind("cispo_clip", new CispoClip(1, 4), Z, TOKENS),
            new Kind("sapo", new Sapo(1, 1.05), Z, SEQUENCES),
            new Kind("vespo", new Vespo(2, 3, 3, 2), Z, TOKENS),
            new Kind("clip_cov", new ClipCov(0.2, 0.2, 2e-4, 1, 5, 0), Z, TOKENS),
            new Kind("kl_cov", new KlCov(2e-4, 0.1), Z, TOKENS),
            new Kind("rloo", new Rloo(0.2, 0.2), new LeaveOneOut(), SEQUENCES),
            new Kind("reinforce", new Reinforce(), MEAN, TOKENS),
            new Kind("reinforce_plus_plus", new PpoClip(0.2, 0.2), TokenWhitening.RETURNS, TOKENS),
            new Kind("reinforce_plus_plus_baseline", new PpoClip(0.2, 0.2), TokenWhitening.BASELINE, TOKENS),
            new Kind("gpg", new Reinforce(), new Gpg(1), TOKENS),
            new Kind("dppo_kl", new DppoKl(0.2, 0.2, 1e-3), MEAN, TOKENS),
            new Kind("ipo", new Ipo(0.1, 1e-3), MEAN, TOKENS),
            new Kind("importance_sampling", new ImportanceSampling(), MEAN, SUM),
            new Kind("dro", new Dro(0.05), MEAN, SUM),
            new Kind("cross_entropy", new CrossEntropyLoss(), MEAN, SUM));

    /** Other names in use for some of them; {@link #find} takes any spelling with dashes, capitals and plus signs, too. */
    public static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("drgrpo", "dr_grpo"),
            Map.entry("ppo_clip", "ppo"),
            Map.entry("vanilla", "ppo"),
            Map.entry("ppo_dual_clip", "dual_clip"),
            Map.entry("decoupled", "decoupled_ppo"),
            Map.entry("gspo_sequence", "gspo"),
            Map.entry("geo_mean", "gmpo"),
            Map.entry("rf_plus_plus", "reinforce_plus_plus"),
            Map.entry("rf_plus_plus_baseline", "reinforce_plus_plus_baseline"),
            Map.entry("reinforce_baseline", "reinforce_plus_plus_baseline"),
            Map.entry("policy_gradient", "reinforce"),
            Map.entry("dppo", "dppo_kl"),
            Map.entry("dppo_plus_kl", "dppo_kl"),
            Map.entry("dppo_ipo", "ipo"),
            Map.entry("is", "importance_sampling"),
            Map.entry("sft", "cross_entropy"),
            Map.entry("ce", "cross_entropy"));

    private Losses() {}

    /** All of them, in the order they are listed to users. */
    public static List<Kind> all() {
        return ALL;
    }

    /** A loss by its name, an alias, or another spelling of either: {@code Dr-GRPO}, {@code reinforce++}, {@code dppo+kl}. */
    public static Optional<Kind> find(String name) {
        String plain = name.toLowerCase(Locale.ROOT)
                .replace("++", "_plus_plus")
                .replace("+", "_plus_")
                .replaceAll("[-_ .]+", "_");
        String canonical = ALIASES.getOrDefault(plain, plain);
        return ALL.stream().filter(kind -> kind.name().equals(canonical)).findFirst();
    }
}
