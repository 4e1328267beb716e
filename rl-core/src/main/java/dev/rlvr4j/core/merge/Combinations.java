package dev.rlvr4j.core.merge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The combinations by name. To add one: a record that implements {@link Combination}, and a line here. */
public final class Combinations {
    private static final Map<String, Function<CombinationOptions, Combination>> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("cat", options -> new Cat());
        KINDS.put("stack", options -> new Stack());
        tensorMerge("linear", "svd", options -> new TensorMerge.Sum());
        tensorMerge("ties", "ties_svd", options -> new TensorMerge.Ties(largest(options), sign(options)));
        tensorMerge("dare_linear", "dare_linear_svd", options -> new TensorMerge.PrunedSum(random(options)));
        tensorMerge("dare_ties", "dare_ties_svd", options -> new TensorMerge.Ties(random(options), sign(options)));
        tensorMerge("magnitude_prune", "magnitude_prune_svd", options -> new TensorMerge.PrunedSum(largest(options)));
        KINDS.put(
                "robustmerge",
                options -> new RobustMerge(options.number("density", 0.2), options.number("quantile", 0.8)));
        KINDS.put("ziplora", options -> new ZipLora(options.number("penalty", 0.01)));
        KINDS.put("klora", options -> new KLora());
        KINDS.put("lorahub", options -> new LoraHub());
    }

    private Combinations() {}

    private static void tensorMerge(
            String onFactors, String onChanges, Function<CombinationOptions, TensorMerge> merge) {
        KINDS.put(onFactors, options -> new OnFactors(merge.apply(options)));
        KINDS.put(
                onChanges,
                options -> new OnChanges(merge.apply(options), options.integer("rank", 0), options.number("clamp", 1)));
    }

    private static Pruning largest(CombinationOptions options) {
        return new Pruning.Largest(options.number("density", 0.2));
    }

    private static Pruning random(CombinationOptions options) {
        return new Pruning.Random(options.number("density", 0.5), options.integer("seed", 0));
    }

    private static TensorMerge.Sign sign(CombinationOptions options) {
        return options.choice("sign", TensorMerge.Sign.TOTAL);
    }

    /** The names of all combinations, in the order they are listed to users. */
    public static List<String> names() {
        return new ArrayList<>(KINDS.keySet());
    }

    /**
     * A combination with its settings.
     *
     * @param settings by name; those left out have their defaults
     * @throws dev.rlvr4j.core.InputException if there is none of that name, or it has no such setting or not that value
     */
    public static Combination of(String name, Map<String, String> settings) {
        CombinationOptions options = new CombinationOptions(name, settings);
        Function<CombinationOptions, Combination> kind = KINDS.get(name);
        if (kind == null) {
            throw new dev.rlvr4j.core.InputException(
                    "there is no way to combine called '" + name + "'; there are " + String.join(", ", names()));
        }
        Combination combination = kind.apply(options);
        options.requireAllUsed();
        return combination;
    }

    /** The settings of a combination with their defaults. */
    public static Map<String, String> settings(String name) {
        CombinationOptions options = new CombinationOptions(name, Map.of());
        @Nullable Function<CombinationOptions, Combination> kind = KINDS.get(name);
        Combination unused = Objects.requireNonNull(kind, name).apply(options);
        return options.asked();
    }
}
