package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * IA3 (Liu et al. 2022): one trained vector l per layer, starting at one, times the layer's outputs, bias included, or for
 * feed-forward modules its inputs.
 *
 * @param targets the linear layers it sits on
 * @param feedforwardModules which of them are scaled at their inputs: texts that modules' paths end with
 * @param feedforwardPattern whether the one entry of that is a regular expression that must match the whole path instead
 */
public record Ia3(TargetModules targets, List<String> feedforwardModules, boolean feedforwardPattern)
        implements SitewiseMethod {
    private static final String L = ".ia3_l";

    public Ia3 {
        feedforwardModules = List.copyOf(feedforwardModules);
        if (feedforwardPattern && feedforwardModules.size() != 1) {
            throw new InputException(
                    "feedforward_modules as a pattern is one regular expression, but there are " + feedforwardModules);
        }
    }

    public Ia3(TargetModules targets, List<String> feedforwardModules) {
        this(targets, feedforwardModules, false);
    }

    static Ia3 read(PeftSettings config) {
        return new Ia3(
                config.targets(),
                config.names("feedforward_modules"),
                config.get("feedforward_modules").isTextual());
    }

    @Override
    public String name() {
        return "ia3";
    }

    private boolean atInputs(Site site) {
        return feedforwardPattern
                ? TargetModules.compile(feedforwardModules.get(0))
                        .matcher(site.name())
                        .matches()
                : feedforwardModules.stream().anyMatch(site.name()::endsWith);
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        return Map.of(L, atInputs(site) ? new long[] {1, site.in()} : new long[] {site.out(), 1});
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return Noise.constant(shape, 1);
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        Site site = tensors.site();
        NDArray own = tensors.own(L);
        NDArray scale = Maps.one(Maps.call("flat", scope).tensor(own), scope);
        if (atInputs(site)) {
            return new Edit(null, null, scale, null, null);
        }
        NDArray bias = null;
        if (site.bias()) {
            NDArray frozen = base.weight(site.name() + ".bias", scope);
            bias = Maps.one(Maps.call("product", scope).tensor(own).tensor(frozen), scope);
        }
        return new Edit(null, null, null, scale, bias);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("IA3", targets, base);
        config.put(
                "feedforward_modules",
                feedforwardPattern
                        ? feedforwardModules.get(0)
                        : feedforwardModules.stream().sorted().toList());
        return config;
    }
}
