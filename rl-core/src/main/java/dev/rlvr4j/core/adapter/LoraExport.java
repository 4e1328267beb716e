package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Tensors;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
            Map<String, NDArray> parts = new LinkedHashMap<>();
            Lora lora = plain(method, base, compilation, parts, scope);
            PeftFormat.write(lora, base, parts, directory);
        }
    }

    private static Lora plain(
            AdapterMethod method, Base base, Compilation compilation, Map<String, NDArray> parts, NDManager scope) {
        Tensors on = Tensors.on(scope.getDevice());
        Map<String, Integer> ranks = new LinkedHashMap<>();
        if (!compilation.isMergeable()) {
            throw noLora(method, "it has bottlenecks or virtual tokens");
        }
        if (!compilation.weights().isEmpty()) {
            throw noLora(
                    method,
                    "it replaces " + compilation.weights().keySet().iterator().next());
        }
        for (Site site : base.sites()) {
            Edit edit = compilation.edits().get(site);
            if (edit == null) {
                continue;
            }
            NDArray p = edit.p();
            NDArray q = edit.q();
            if (!edit.isLowRank() || p == null || q == null) {
                throw noLora(method, "it scales or shifts " + site.name());
            }
            ranks.put(site.name().replace(".", "\\."), (int) p.getShape().get(1));
            parts.put(Lora.a(site), on.copyOf(scope, p.transpose()));
            parts.put(Lora.b(site), on.copyOf(scope, q.transpose()));
        }
        int r = ranks.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (r == 0) {
            throw noLora(method, "it edits no linear layer");
        }
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

    private static InputException noLora(AdapterMethod method, String why) {
        return new InputException("the " + method.name() + " adapter cannot be written as a plain LoRA, since " + why
                + "; merge it into the base instead");
    }
}
