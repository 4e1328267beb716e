package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * VeRA (Kopiczko et al. 2024): {@code W' = W + diag(l) B diag(d) A} with trained vectors d {@code [r]} and l {@code [out]}, and
 * frozen random A and B that all layers share, as wide as the widest layer.
 *
 * @param r rank, at least 1
 * @param dInitial what d starts at; l starts at zero
 * @param targets the linear layers it sits on
 */
public record Vera(int r, double dInitial, TargetModules targets) implements SitewiseMethod {
    private static final String A = "vera_A";
    private static final String B = "vera_B";
    private static final String D = ".vera_lambda_d";
    private static final String L = ".vera_lambda_b";

    public Vera {
        Require.atLeast("r", r, 1);
        Require.finite("d_initial", dInitial);
    }

    static Vera read(PeftSettings config) {
        if (!config.flag("save_projection")) {
            throw new InputException("save_projection is false, so that its file has no vera_A and vera_B; save the"
                    + " adapter with them");
        }
        return new Vera(config.whole("r"), config.number("d_initial"), config.targets());
    }

    @Override
    public String name() {
        return "vera";
    }

    @Override
    public Map<String, long[]> sharedShapes(List<Site> sites) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(A, new long[] {r, sites.stream().mapToInt(Site::in).max().orElseThrow()});
        shapes.put(B, new long[] {sites.stream().mapToInt(Site::out).max().orElseThrow(), r});
        return shapes;
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(L, new long[] {site.out()});
        shapes.put(D, new long[] {r});
        return shapes;
    }

    @Override
    public float[] start(String tensor, long[] shape, long key) {
        return switch (tensor) {
            case A, B -> Noise.uniform(key, shape, Math.sqrt(6.0 / shape[1]));
            case D -> Noise.constant(shape, dInitial);
            default -> Noise.constant(shape, 0);
        };
    }

    @Override
    public boolean trains(String tensor) {
        return tensor.endsWith(D) || tensor.endsWith(L);
    }

    @Override
    public Edit edit(Base base, SiteTensors tensors, NDManager scope) {
        return Maps.lowRank(
                Maps.call("vera", scope)
                        .tensor(tensors.shared(A))
                        .tensor(tensors.shared(B))
                        .tensor(tensors.own(D))
                        .tensor(tensors.own(L))
                        .integer(tensors.site().in()),
                scope);
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("VERA", targets, base);
        config.put("d_initial", dInitial);
        config.put("r", r);
        return config;
    }

    @Override
    public String peftKey(String tensor) {
        return tensor.equals(A) || tensor.equals(B) ? "base_model." + tensor : PeftFormat.PREFIX + tensor;
    }
}
