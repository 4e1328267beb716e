package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * GLoRA (Chavan et al. 2023) in its vector form: {@code W' = diag(1 + a) W + b 1'}, and where a layer has a bias b0, {@code b0'
 * = b0 (1 + d) + e + W c}. All start at zero.
 *
 * @param targets the linear layers it sits on
 */
public record Glora(TargetModules targets) implements SitewiseMethod {
    private static final String A = ".glora_A.X";
    private static final String B = ".glora_B.X";
    private static final String C = ".glora_C.";
    private static final String D = ".glora_D.";
    private static final String E = ".glora_E.";
    private static final String TRAINED = "X";
    /** What PEFT writes in the place of a part that a layer does not have. */
    private static final String ZEROS = "zeros";

    static Glora read(PeftSettings config) {
        for (String key : List.of("config_A_B", "config_C", "config_D_E")) {
            if (!config.text(key).equals("vector")) {
                throw new InputException(
                        "GLoRA's " + key + " is " + config.get(key) + ", but only the form 'vector' is supported");
            }
        }
        return new Glora(config.targets());
    }

    @Override
    public String name() {
        return "glora";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        String part = site.bias() ? TRAINED : ZEROS;
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(A, new long[] {site.out(), 1});
        shapes.put(B, new long[] {site.out(), 1});
        shapes.put(C + part, new long[] {site.in(), 1});
        shapes.put(D + part, new long[] {site.out()});
        shapes.put(E + part, new long[] {site.out()});
        return shapes;
    }

    @Override
    public boolean trains(String tensor) {
        return !tensor.endsWith(ZEROS);
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        Site site = tensors.site();
        NDList parts = Maps.call("glora", scope)
                .tensor(tensors.own(A))
                .tensor(tensors.own(B))
                .integer(site.in())
                .run(scope);
        NDArray bias = site.bias() ? bias(base, tensors, scope) : null;
        return new Edit(parts.get(0), parts.get(1), null, parts.get(2), bias);
    }

    private static NDArray bias(Base base, SiteTensors tensors, NDManager scope) {
        Site site = tensors.site();
        NDArray row = Tensors.on(scope.getDevice())
                .contiguous(scope, tensors.own(C + TRAINED).transpose());
        return Maps.one(
                Maps.call("glora_bias", scope)
                        .tensor(base.weight(site.name() + ".bias", scope))
                        .tensor(tensors.own(D + TRAINED))
                        .tensor(tensors.own(E + TRAINED))
                        .tensor(base.apply(site, row, scope)),
                scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("GLORA", targets, base);
        config.put("config_A_B", "vector");
        config.put("config_C", "vector");
        config.put("config_D_E", "vector");
        return config;
    }
}
