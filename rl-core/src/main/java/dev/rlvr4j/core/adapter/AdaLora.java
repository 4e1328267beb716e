package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * AdaLoRA (Zhang et al. 2023): {@code W' = W + s B diag(E) A}, in the shape of a singular value decomposition, whose values E
 * {@code [r, 1]} a schedule takes away where they matter least ({@link AdaLoraSchedule}); a term of the loss keeps A and B near
 * orthogonal. s = alpha / (init_r + 1e-5). E starts at zero, A and B normal with deviation 0.02.
 *
 * @param initR rank of each layer at first, at least 1
 * @param targetR mean rank at the end
 * @param alpha numerator of the scale
 * @param totalStep optimizer steps of the run, which the schedule is laid over
 * @param tinit steps before ranks fall
 * @param tfinal steps at the end in which they stay
 * @param deltaT steps from one choice to the next, at least 1
 * @param beta1 how slowly importance is averaged, from 0 to below 1
 * @param beta2 how slowly its uncertainty is, likewise
 * @param orthRegWeight weight of the orthogonality term
 * @param targets the linear layers it sits on
 * @param rankPattern which triplets are left of an adapter that was read, as PEFT's files write it; empty for all
 */
public record AdaLora(
        int initR,
        int targetR,
        double alpha,
        int totalStep,
        int tinit,
        int tfinal,
        int deltaT,
        double beta1,
        double beta2,
        double orthRegWeight,
        TargetModules targets,
        Map<String, List<Boolean>> rankPattern)
        implements SitewiseMethod {
    static final String A = ".lora_A";
    static final String B = ".lora_B";
    static final String E = ".lora_E";
    /** Of each of these, what the schedule remembers. */
    static final String IMPORTANCE = ".importance";

    static final String UNCERTAINTY = ".uncertainty";
    static final String MASK = ".kept";
    private static final double DEVIATION = 0.02;

    public AdaLora {
        rankPattern = Collections.unmodifiableMap(new LinkedHashMap<>(rankPattern));
        Require.atLeast("init_r", initR, 1);
        Require.atLeast("target_r", targetR, 1);
        Require.finite("alpha", alpha);
        Require.atLeast("tinit", tinit, 0);
        Require.atLeast("tfinal", tfinal, 0);
        Require.atLeast("delta_t", deltaT, 1);
        if (targetR > initR) {
            throw new InputException("target_r " + targetR + " is more than init_r, which is " + initR);
        }
        if (totalStep <= tinit + tfinal) {
            throw new InputException("total_step must be more than tinit + tfinal, which is " + (tinit + tfinal)
                    + ", but is " + totalStep + "; set it to the steps of the run");
        }
        if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
            throw new InputException("beta1 and beta2 must be from 0 to below 1, but are " + beta1 + " and " + beta2);
        }
    }

    /** With PEFT's defaults. */
    static AdaLora of(int totalStep, TargetModules targets) {
        return new AdaLora(12, 8, 32, totalStep, 0, 0, 1, 0.85, 0.85, 0.5, targets, Map.of());
    }

    static AdaLora read(PeftSettings config) {
        var unused = config.get("r"); // PEFT's AdaLoRA does not use it
        Map<String, List<Boolean>> kept = new LinkedHashMap<>();
        config.get("rank_pattern").properties().forEach(entry -> {
            List<Boolean> flags = new ArrayList<>();
            entry.getValue().forEach(flag -> flags.add(flag.asBoolean()));
            kept.put(entry.getKey(), flags);
        });
        return new AdaLora(
                config.whole("init_r"),
                config.whole("target_r"),
                config.number("lora_alpha"),
                config.whole("total_step"),
                config.whole("tinit"),
                config.whole("tfinal"),
                config.whole("deltaT"),
                config.number("beta1"),
                config.number("beta2"),
                config.number("orth_reg_weight"),
                config.targets(),
                kept);
    }

    @Override
    public String name() {
        return "adalora";
    }

    private int rank(Site site) {
        List<Boolean> kept = rankPattern.get(site.name() + E);
        return kept == null ? initR : (int) kept.stream().filter(k -> k).count();
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        int rank = rank(site);
        if (rank == 0) {
            return Map.of();
        }
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(A, new long[] {rank, site.in()});
        shapes.put(B, new long[] {site.out(), rank});
        shapes.put(E, new long[] {rank, 1});
        for (String tensor : List.of(A, B, E)) {
            shapes.put(tensor + IMPORTANCE, Objects.requireNonNull(shapes.get(tensor)));
            shapes.put(tensor + UNCERTAINTY, Objects.requireNonNull(shapes.get(tensor)));
        }
        shapes.put(E + MASK, new long[] {rank, 1});
        return shapes;
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return switch (tensor) {
            case A, B -> Noise.normal(key, shape, DEVIATION);
            case E + MASK -> Noise.constant(shape, 1);
            default -> Noise.constant(shape, 0);
        };
    }

    @Override
    public boolean trains(String tensor) {
        return tensor.endsWith(A) || tensor.endsWith(B) || tensor.endsWith(E);
    }

    @Override
    public @Nullable Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        if (rank(tensors.site()) == 0) {
            return null;
        }
        return Maps.lowRank(
                Maps.call("adalora", scope)
                        .tensor(tensors.own(A))
                        .tensor(tensors.own(B))
                        .tensor(tensors.own(E))
                        .number(alpha / (initR + 1e-5)),
                scope);
    }

    @Override
    public NDArray penalty(Map<String, NDArray> tensors, NDManager scope) {
        List<NDArray> rows = new ArrayList<>();
        List<NDArray> columns = new ArrayList<>();
        tensors.forEach((name, array) -> {
            if (name.endsWith(A)) {
                rows.add(array);
            } else if (name.endsWith(B)) {
                columns.add(array);
            }
        });
        return Maps.one(
                Maps.call("orthogonality", scope).tensors(rows).tensors(columns).number(orthRegWeight), scope);
    }

    /** Importance is measured here, where gradients are neither clipped nor used up yet. */
    @Override
    public void transformGradients(Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {
        gradients.forEach((name, gradient) -> {
            var unused = Maps.call("importance", scope)
                    .tensor(Objects.requireNonNull(tensors.get(name)))
                    .tensor(gradient)
                    .tensor(Objects.requireNonNull(tensors.get(name + IMPORTANCE)))
                    .tensor(Objects.requireNonNull(tensors.get(name + UNCERTAINTY)))
                    .number(beta1)
                    .number(beta2)
                    .run(scope);
        });
    }

    @Override
    public void afterStep(long step, Map<String, NDArray> tensors, Map<String, NDArray> gradients, NDManager scope) {
        new AdaLoraSchedule(this, tensors).apply(step, scope);
    }

    /** Writes the triplets that are left, once some have gone, as PEFT does. */
    @Override
    public void save(Base base, Map<String, NDArray> tensors, Path directory) {
        try (NDManager scope = tensors.values().iterator().next().getManager().newSubManager()) {
            AdaLoraCrop crop = AdaLoraCrop.of(this, base, tensors, scope);
            PeftFormat.write(crop.method(), base, crop.tensors(), directory);
        }
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("ADALORA", targets, base);
        config.put("lora_alpha", PeftConfig.number(alpha));
        config.put("beta1", beta1);
        config.put("beta2", beta2);
        config.put("deltaT", deltaT);
        config.put("init_r", initR);
        config.put("orth_reg_weight", orthRegWeight);
        config.put("rank_pattern", rankPattern.isEmpty() ? null : rankPattern);
        config.put("target_r", targetR);
        config.put("tfinal", tfinal);
        config.put("tinit", tinit);
        config.put("total_step", totalStep);
        return config;
    }

    @Override
    public @Nullable String peftKey(String tensor) {
        return trains(tensor) ? PeftFormat.PREFIX + tensor : null;
    }
}
