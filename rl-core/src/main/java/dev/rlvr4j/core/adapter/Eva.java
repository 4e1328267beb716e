package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.torch.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * EVA (Paischer et al. 2024): LoRA whose A starts at the principal components of the layer's inputs on some texts, with more rows
 * in layers whose components explain more of the inputs' variance. The components are those of the whole covariance, where the
 * paper follows them batch by batch.
 *
 * <p>Each layer has {@code rho r} rows, of which those it is not given stay zero: with zeros in A and in B they have no gradient.
 * Files leave them out, as PEFT's do.
 *
 * @param r rank of a layer on average, at least 1
 * @param alpha numerator of the scale alpha / r, which is the same whatever a layer's rank
 * @param rho how many times r a layer's rank may be, at least 1; 1 gives each the same
 * @param targets the linear layers it sits on
 */
public record Eva(int r, double alpha, double rho, TargetModules targets) implements LoraVariant, Calibrated {
    public Eva {
        Require.atLeast("r", r, 1);
        Require.finite("alpha", alpha);
        if (!(rho >= 1) || !Double.isFinite(rho)) {
            throw new InputException("EVA's rho must be at least 1, but is " + rho);
        }
    }

    @Override
    public String name() {
        return "eva";
    }

    private int most() {
        return (int) Math.rint(r * rho);
    }

    @Override
    public Lora lora() {
        return Lora.of(most(), alpha * most() / r, targets);
    }

    @Override
    public Need needs() {
        return Need.INPUTS;
    }

    /** A component of a layer's inputs. */
    private record Component(Site site, float explained) {}

    @Override
    public void calibrate(Base base, Calibration data, Map<String, NDArray> tensors, NDManager scope) {
        Tensors on = Tensors.on(scope.getDevice());
        List<Site> sites = targets.choose(base.sites());
        List<Component> components = new ArrayList<>();
        for (Site site : sites) {
            try (NDManager temporary = scope.newSubManager()) {
                NDList parts = Maps.call("principal", temporary)
                        .tensor(data.inputs(site, temporary))
                        .integer(most())
                        .run(temporary);
                on.overwrite(a(tensors, site), parts.get(0));
                for (float explained : parts.get(1).toFloatArray()) {
                    components.add(new Component(site, explained));
                }
            }
        }
        // A stable order: among equals, the earlier layer's.
        components.sort(Comparator.comparingDouble((Component c) -> -c.explained()));
        Map<Site, Integer> ranks = new LinkedHashMap<>();
        components.stream().limit((long) r * sites.size()).forEach(c -> ranks.merge(c.site(), 1, Integer::sum));
        for (Site site : sites) {
            int rank = ranks.getOrDefault(site, 0);
            NDArray kept = Maps.one(
                    Maps.call("first_rows", scope).tensor(a(tensors, site)).integer(rank), scope);
            on.overwrite(a(tensors, site), kept);
        }
    }

    private static NDArray a(Map<String, NDArray> tensors, Site site) {
        return Objects.requireNonNull(tensors.get(Lora.a(site)));
    }

    /** Without the rows that are zero, but for one in a layer that has no other. */
    @Override
    public void save(Base base, Map<String, NDArray> tensors, Path directory) {
        try (NDManager scope = tensors.values().iterator().next().getManager().newSubManager()) {
            Map<String, Integer> ranks = new LinkedHashMap<>();
            Map<String, Double> alphas = new LinkedHashMap<>();
            Map<String, NDArray> cropped = new LinkedHashMap<>();
            for (Site site : targets.choose(base.sites())) {
                NDArray b = Objects.requireNonNull(tensors.get(Lora.b(site)));
                NDList kept = Maps.call("without_zeros", scope)
                        .tensor(a(tensors, site))
                        .tensor(b)
                        .run(scope);
                int rank = (int) kept.get(0).getShape().get(0);
                if (rank != r) {
                    String key = site.name().replace(".", "\\.");
                    ranks.put(key, rank);
                    alphas.put(key, alpha * rank / r);
                }
                cropped.put(Lora.a(site), kept.get(0));
                cropped.put(Lora.b(site), kept.get(1));
            }
            PeftFormat.write(
                    new Lora(r, alpha, false, targets, ranks, alphas, Lora.Bias.NONE), base, cropped, directory);
        }
    }
}
