package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * BitFit (Ben Zaken et al. 2022): a trained vector is added to the layers' biases, or is the bias of layers that have none; it
 * starts at zero. For PEFT it is a LoRA of rank 1 with {@code lora_bias}, whose frozen A and B are zero.
 *
 * @param targets the linear layers whose biases are trained
 */
public record BitFit(TargetModules targets) implements SitewiseMethod {
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String BIAS = ".lora_B.bias";

    /** Whether a LoRA's config is one that {@link #peftConfig} writes. */
    static boolean wrote(PeftSettings config) {
        return config.flag("lora_bias")
                && config.whole("r") == 1
                && config.number("lora_alpha") == 1
                && config.numberPattern("alpha_pattern").isEmpty()
                && config.wholePattern("rank_pattern").isEmpty();
    }

    static BitFit read(PeftSettings config) {
        return new BitFit(config.targets());
    }

    @Override
    public String name() {
        return "bitfit";
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(A, new long[] {1, site.in()});
        shapes.put(B, new long[] {site.out(), 1});
        shapes.put(BIAS, new long[] {site.out()});
        return shapes;
    }

    @Override
    public boolean trains(String tensor) {
        return tensor.endsWith(BIAS);
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        Site site = tensors.site();
        NDArray bias = tensors.own(BIAS);
        if (site.bias()) {
            bias = Maps.one(
                    Maps.call("sum", scope)
                            .tensor(base.weight(site.name() + ".bias", scope))
                            .tensor(bias),
                    scope);
        }
        NDList parts = Maps.call("low_rank", scope)
                .tensor(tensors.own(A))
                .tensor(tensors.own(B))
                .number(1)
                .run(scope);
        return new Edit(parts.get(0), parts.get(1), null, null, bias);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Lora lora = Lora.of(1, 1, targets);
        Map<String, @Nullable Object> config = LoraConfigJson.write(lora, base);
        config.put("lora_bias", true);
        return config;
    }
}
