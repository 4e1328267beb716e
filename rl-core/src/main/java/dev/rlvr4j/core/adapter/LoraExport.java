package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Tensors;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Any adapter whose edits are {@code (x P) Q} as the plain LoRA that it amounts to, A = P' and B = Q' with scale 1, which
 * every server of LoRA can read.
 */
public final class LoraExport {
    private LoraExport() {}

    /**
     * Writes it in PEFT's format.
     *
     * @throws InputException where the adapter is no LoRA, naming the layer and why
     */
    public static void write(AdapterMethod method, Base base, Map<String, NDArray> tensors, Path directory) {
        try (NDManager scope = tensors.values().iterator().next().getManager().newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            Compilation compilation = method.compile(base, tensors, scope);
            write(method.name() + " adapter", compilation, base, directory, scope);
        }
    }

    /**
     * Writes a compiled adapter in PEFT's format.
     *
     * @param what what messages call it
     * @throws InputException where it is no LoRA, naming the layer and why
     */
    public static void write(String what, Compilation compilation, Base base, Path directory, NDManager scope) {
        requireLora(what, compilation, base);
        Map<String, NDArray> parts = new LinkedHashMap<>();
        Lora lora = plain(base, compilation, parts, scope);
        PeftFormat.write(lora, base, parts, directory);
    }

    /** InputException where a compiled adapter is no plain LoRA, naming the layer and why. */
    public static void requireLora(String what, Compilation compilation, Base base) {
        if (!compilation.isMergeable()) {
            throw noLora(what, "it has bottlenecks or virtual tokens");
        }
        if (!compilation.weights().isEmpty()) {
            throw noLora(
                    what,
                    "it replaces " + compilation.weights().keySet().iterator().next());
        }
        if (compilation.edits().isEmpty()) {
            throw noLora(what, "it edits no linear layer");
        }
        for (Site site : base.sites()) {
            Edit edit = compilation.edits().get(site);
            if (edit != null && !edit.isLowRank()) {
                throw noLora(what, "it scales or shifts " + site.name());
            }
        }
    }

    private static Lora plain(Base base, Compilation compilation, Map<String, NDArray> parts, NDManager scope) {
        Tensors on = Tensors.on(scope.getDevice());
        Map<String, Integer> ranks = new LinkedHashMap<>();
        for (Site site : base.sites()) {
            Edit edit = compilation.edits().get(site);
            if (edit == null) {
                continue;
            }
            NDArray p = Objects.requireNonNull(edit.p());
            NDArray q = Objects.requireNonNull(edit.q());
            ranks.put(site.name().replace(".", "\\."), (int) p.getShape().get(1));
            parts.put(Lora.a(site), on.copyOf(scope, p.transpose()));
            parts.put(Lora.b(site), on.copyOf(scope, q.transpose()));
        }
        int r = Collections.max(ranks.values());
        Map<String, Double> alphas = new LinkedHashMap<>();
        ranks.values().removeIf(rank -> rank == r);
        ranks.forEach((key, rank) -> alphas.put(key, (double) rank));
        List<String> names = base.sites().stream()
                .filter(compilation.edits()::containsKey)
                .map(Site::name)
                .toList();
        TargetModules targets = new TargetModules(names, false, List.of(), List.of());
        return new Lora(r, r, false, targets, ranks, alphas, Lora.Bias.NONE);
    }

    private static InputException noLora(String what, String why) {
        return new InputException("the " + what + " cannot be written as a plain LoRA, since " + why
                + "; merge it into the base instead");
    }
}
