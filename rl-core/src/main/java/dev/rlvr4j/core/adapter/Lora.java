package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.loop.CounterRandom;
import dev.rlvr4j.core.torch.Tensors;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LoRA (Hu et al. 2021): {@code W' = W + s B A}, A {@code [r, in]}, B {@code [out, r]}, with scale s = alpha / r, or
 * alpha / sqrt(r) for rsLoRA (Kalajdzievski 2023). A starts uniform in ±1/sqrt(in) as in HF PEFT, B at zero. No dropout: the
 * sampler has none, so the trainer's ratio would not be 1.
 *
 * @param r rank, at least 1
 * @param alpha numerator of the scale
 * @param rslora whether the scale divides by the root of the rank
 * @param targets the linear layers it sits on
 * @param rankPattern ranks of some modules: keys are module names or regular expressions of their ends
 * @param alphaPattern alphas of some modules, likewise
 * @param bias which biases are trained too
 */
public record Lora(
        int r,
        double alpha,
        boolean rslora,
        TargetModules targets,
        Map<String, Integer> rankPattern,
        Map<String, Double> alphaPattern,
        Bias bias)
        implements AdapterMethod {

    /** Which biases of linear layers are trained, as PEFT's {@code bias}. */
    public enum Bias {
        NONE,
        /** Those of every linear layer that has one. */
        ALL,
        /** Those of the targeted layers that have one. */
        LORA_ONLY,
        /** One of B's own, which is scaled like B and added to that of the layer, if it has one: PEFT's {@code lora_bias}. */
        OWN
    }

    public Lora {
        // In order: where two keys match a module, the first one counts, as in PEFT.
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        alphaPattern = Collections.unmodifiableMap(new LinkedHashMap<>(alphaPattern));
        if (r < 1) {
            throw new InputException("LoRA's rank r must be at least 1, but is " + r);
        }
        rankPattern.forEach((key, rank) -> {
            if (rank < 1) {
                throw new InputException("rank_pattern gives '" + key + "' rank " + rank + "; it must be at least 1");
            }
        });
        if (!Double.isFinite(alpha)) {
            throw new InputException("LoRA's alpha must be a number, but is " + alpha);
        }
    }

    /** LoRA as it is mostly used. */
    static Lora of(int r, double alpha, TargetModules targets) {
        return new Lora(r, alpha, false, targets, Map.of(), Map.of(), Bias.NONE);
    }

    /** LoRA on every linear layer. */
    public static Lora allLinear(int r, double alpha) {
        return of(r, alpha, TargetModules.allLinear());
    }

    @Override
    public String name() {
        return "lora";
    }

    /** The rank at a site. */
    public int rank(Site site) {
        return rank(site.name());
    }

    int rank(String module) {
        return TargetModules.pattern(rankPattern, module, r);
    }

    /** The factor s of the product B A at a site. */
    public double scale(Site site) {
        return scale(site.name());
    }

    double scale(String module) {
        double own = TargetModules.pattern(alphaPattern, module, alpha);
        int rank = rank(module);
        return own / (rslora ? Math.sqrt(rank) : rank);
    }

    /** The name of A at a site. */
    public static String a(Site site) {
        return site.name() + ".lora_A.weight";
    }

    /** The name of B at a site. */
    public static String b(Site site) {
        return site.name() + ".lora_B.weight";
    }

    private static String ownBias(Site site) {
        return site.name() + ".lora_B.bias";
    }

    /** PEFT moves the bias of a module that has an adapter to its {@code base_layer}. */
    static String bias(Site site, boolean adapted) {
        return site.name() + (adapted ? ".base_layer.bias" : ".bias");
    }

    @Override
    public Map<String, long[]> shapes(Base base) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        var chosen = targets.choose(base.sites(), VocabularyModules.ALL);
        for (Site site : chosen) {
            shapes.put(a(site), new long[] {rank(site), site.in()});
            shapes.put(b(site), new long[] {site.out(), rank(site)});
            if (bias == Bias.OWN) {
                shapes.put(ownBias(site), new long[] {site.out()});
            }
        }
        for (Site site : base.sites()) {
            if (site.bias() && (bias == Bias.ALL || (bias == Bias.LORA_ONLY && chosen.contains(site)))) {
                shapes.put(bias(site, chosen.contains(site)), new long[] {site.out()});
            }
        }
        shapes.putAll(new VocabularyLora(this).shapes(base));
        return shapes;
    }

    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        Tensors tensors = Tensors.on(scope.getDevice());
        Map<String, NDArray> parameters = new LinkedHashMap<>();
        Map<String, NDArray> vocabulary = new VocabularyLora(this).initialise(base, seed, scope);
        shapes(base).forEach((name, shape) -> {
            NDArray own = vocabulary.get(name);
            if (own != null) {
                parameters.put(name, own);
                return;
            }
            if (name.endsWith(".bias") && bias != Bias.OWN) {
                parameters.put(name, base.weight(name.replace(".base_layer.", "."), scope));
                return;
            }
            float[] values = name.endsWith(".lora_A.weight")
                    ? Noise.uniform(CounterRandom.key(seed, name), shape)
                    : Noise.constant(shape, 0);
            parameters.put(name, tensors.parameter(scope, values, shape));
        });
        return parameters;
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> parameters, NDManager scope) {
        Tensors tensors = Tensors.on(scope.getDevice());
        Map<Site, Edit> edits = new HashMap<>();
        for (Site site : base.sites()) {
            NDArray a = parameters.get(a(site));
            NDArray b = parameters.get(b(site));
            NDArray trainedBias = parameters.get(bias(site, a != null));
            if (a != null && b != null) {
                NDArray p = owned(a.transpose(), scope);
                NDArray q = tensors.scaled(scope, owned(b.transpose(), scope), scale(site));
                NDArray own = parameters.get(ownBias(site));
                edits.put(
                        site, new Edit(p, q, null, null, own == null ? trainedBias : shifted(base, site, own, scope)));
            } else if (trainedBias != null) {
                edits.put(site, Edit.bias(trainedBias));
            }
        }
        return new Compilation(edits, new VocabularyLora(this).weights(base, parameters, scope));
    }

    private NDArray shifted(Base base, Site site, NDArray own, NDManager scope) {
        NDArray scaled = Tensors.on(scope.getDevice()).scaled(scope, own, scale(site));
        return site.bias()
                ? Maps.one(
                        Maps.call("sum", scope)
                                .tensor(base.weight(site.name() + ".bias", scope))
                                .tensor(scaled),
                        scope)
                : scaled;
    }

    private static NDArray owned(NDArray array, NDManager scope) {
        array.attach(scope);
        return array;
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        return LoraConfigJson.write(this, base);
    }

    @Override
    public Map<String, NDArray> peftExtras(Base base, Map<String, NDArray> parameters, NDManager scope) {
        return new VocabularyLora(this).extras(base, scope);
    }
}
