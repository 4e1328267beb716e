package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LoRA that trains a part of the frozen weight itself: {@code W' = W - s B0 A0 + s B A}, where B and A start at B0 and A0,
 * which decompose W. The base keeps its weight and the edit has rank 2r, so it is written as a plain LoRA of rank 2r.
 *
 * @param r rank of the part, at least 1
 * @param alpha numerator of the scale s = alpha / r, above 0
 * @param part which part of the weight
 * @param targets the linear layers it sits on
 */
public record DecomposedLora(int r, double alpha, Part part, TargetModules targets) implements SitewiseMethod {
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String A0 = ".initial_A";
    private static final String B0 = ".initial_B";

    /** A part of a weight. */
    public enum Part {
        /** The largest singular values (PiSSA, Meng et al. 2024). */
        PRINCIPAL,
        /** The smallest singular values (MiLoRA, Wang et al. 2024). */
        MINOR,
        /** The first columns of Q and rows of R of W = Q R (OLoRA, Buyukakyuz 2024). */
        QR
    }

    public DecomposedLora {
        Require.atLeast("r", r, 1);
        if (!(alpha > 0) || !Double.isFinite(alpha)) {
            throw new InputException("alpha must be above 0, but is " + alpha);
        }
    }

    @Override
    public String name() {
        return switch (part) {
            case PRINCIPAL -> "pissa";
            case MINOR -> "milora";
            case QR -> "olora";
        };
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        Require.rankFits(r, site);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(A, new long[] {r, site.in()});
        shapes.put(B, new long[] {site.out(), r});
        shapes.put(A0, new long[] {r, site.in()});
        shapes.put(B0, new long[] {site.out(), r});
        return shapes;
    }

    @Override
    public Map<String, NDArray> startFromWeight(Base base, Site site, NDManager scope) {
        Tensors on = Tensors.on(scope.getDevice());
        Map<String, NDArray> parts = new LinkedHashMap<>();
        if (part == Part.QR) {
            NDList factors = SitewiseMethod.ofWeight(
                    base,
                    site,
                    scope,
                    w -> Maps.call("qr", scope).tensor(w).integer(r).run(scope));
            parts.put(A0, factors.get(0));
            parts.put(B0, factors.get(1));
        } else {
            new SingularPart(r, part == Part.MINOR, 0.5, 0.5)
                    .of(base, site, A0, B0, scope)
                    .forEach((name, factor) -> parts.put(name, on.scaled(scope, factor, Math.sqrt(r / alpha))));
        }
        parts.put(A, on.copyOf(scope, java.util.Objects.requireNonNull(parts.get(A0))));
        parts.put(B, on.copyOf(scope, java.util.Objects.requireNonNull(parts.get(B0))));
        return parts;
    }

    @Override
    public boolean trains(String tensor) {
        return tensor.endsWith(A) || tensor.endsWith(B);
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        return Maps.lowRank(
                Maps.call("difference", scope)
                        .tensor(tensors.own(A))
                        .tensor(tensors.own(B))
                        .tensor(tensors.own(A0))
                        .tensor(tensors.own(B0))
                        .number(alpha / r),
                scope);
    }

    /** PEFT writes it without the initial factors, which it takes from the weight again (unless asked to convert it). */
    @Override
    public @Nullable String peftKey(String tensor) {
        return trains(tensor) ? PeftFormat.PREFIX + tensor : null;
    }
}
