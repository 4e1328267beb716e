package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bottleneck adapters: {@code y = x + act(x D' + c) U' + b} behind attention and the MLP (Houlsby et al. 2019) or behind the MLP
 * only (Pfeiffer et al. 2021), before the sublayer's output is added to the residual stream. D {@code [r, d]} starts normal with
 * deviation 0.01, U {@code [d, r]} and the biases at zero. Their nonlinearity can be in no weight: they are neither merged nor
 * written as a LoRA. HF PEFT has no such type; files are in its layout, with the type {@value #TYPE}.
 *
 * @param r width of the bottleneck, at least 1; d / r is the reduction factor of the papers
 * @param activation act
 * @param targets behind which layers: {@code o_proj} is attention's output, {@code down_proj} the MLP's
 */
public record BottleneckAdapter(int r, Bottleneck.Activation activation, TargetModules targets)
        implements SitewiseMethod {
    static final String TYPE = "BOTTLENECK";
    private static final String DOWN = ".adapter_down.weight";
    private static final String DOWN_BIAS = ".adapter_down.bias";
    private static final String UP = ".adapter_up.weight";
    private static final String UP_BIAS = ".adapter_up.bias";

    public BottleneckAdapter {
        Require.atLeast("r", r, 1);
    }

    static BottleneckAdapter houlsby(int r) {
        return new BottleneckAdapter(r, Bottleneck.Activation.SILU, TargetModules.named("o_proj", "down_proj"));
    }

    static BottleneckAdapter pfeiffer(int r) {
        return new BottleneckAdapter(r, Bottleneck.Activation.RELU, TargetModules.named("down_proj"));
    }

    static BottleneckAdapter read(PeftSettings config) {
        String activation = config.text("non_linearity");
        for (Bottleneck.Activation known : Bottleneck.Activation.values()) {
            if (known.name().equalsIgnoreCase(activation)) {
                return new BottleneckAdapter(config.whole("bottleneck_size"), known, config.targets());
            }
        }
        throw new InputException("non_linearity must be one of "
                + Arrays.toString(Bottleneck.Activation.values()).toLowerCase(Locale.ROOT) + ", but is " + activation);
    }

    @Override
    public String name() {
        return "bottleneck";
    }

    private static Sublayer.Half half(Site site) {
        return switch (site.projection()) {
            case OUTPUT -> Sublayer.Half.ATTENTION;
            case DOWN -> Sublayer.Half.MLP;
            default ->
                throw new InputException("a bottleneck adapter sits behind o_proj (attention) or down_proj (the"
                        + " MLP), but target_modules names " + site.name());
        };
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        half(site); // or the layer is none that a bottleneck sits behind
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(DOWN, new long[] {r, site.out()});
        shapes.put(DOWN_BIAS, new long[] {r});
        shapes.put(UP, new long[] {site.out(), r});
        shapes.put(UP_BIAS, new long[] {site.out()});
        return shapes;
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return tensor.equals(DOWN) ? Noise.normal(key, shape, 0.01) : Noise.constant(shape, 0);
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> all, NDManager scope) {
        Map<Sublayer, Bottleneck> bottlenecks = new HashMap<>();
        for (Site site : targets.choose(base.sites())) {
            SiteTensors tensors = new SiteTensors(site, all);
            Edit turned = Maps.lowRank(
                    Maps.call("low_rank", scope)
                            .tensor(tensors.own(DOWN))
                            .tensor(tensors.own(UP))
                            .number(1),
                    scope);
            bottlenecks.put(
                    new Sublayer(site.layer(), half(site)),
                    new Bottleneck(
                            java.util.Objects.requireNonNull(turned.p()),
                            tensors.own(DOWN_BIAS),
                            java.util.Objects.requireNonNull(turned.q()),
                            tensors.own(UP_BIAS),
                            activation));
        }
        return new Compilation(Map.of(), Map.of(), bottlenecks, null);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of(TYPE, targets, base);
        config.put("bottleneck_size", r);
        config.put("non_linearity", activation.name().toLowerCase(Locale.ROOT));
        return config;
    }
}
