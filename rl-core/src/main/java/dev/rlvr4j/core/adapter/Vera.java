package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * VeRA (Kopiczko et al. 2024): {@code W' = W + diag(l) B diag(d) A} with trained vectors d {@code [r]} and l {@code [out]}, and
 * frozen random A and B that all layers share, as wide as the widest layer.
 *
 * @param r rank, at least 1
 * @param dInitial what d starts at; l starts at zero
 * @param projectionPrngKey seed of A and B, the same as in PEFT
 * @param saveProjection whether A and B are written, else the seed makes them again
 * @param targets the linear layers it sits on
 */
public record Vera(int r, double dInitial, int projectionPrngKey, boolean saveProjection, TargetModules targets)
        implements SitewiseMethod {
    private static final String A = "vera_A";
    private static final String B = "vera_B";
    private static final String D = ".vera_lambda_d";
    private static final String L = ".vera_lambda_b";

    public Vera {
        Require.atLeast("r", r, 1);
        Require.finite("d_initial", dInitial);
    }

    public Vera(int r, double dInitial, TargetModules targets) {
        this(r, dInitial, 0, true, targets);
    }

    static Vera read(PeftSettings config) {
        return new Vera(
                config.whole("r"),
                config.number("d_initial"),
                config.whole("projection_prng_key"),
                config.flag("save_projection"),
                config.targets());
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
        return Noise.constant(shape, tensor.equals(D) ? dInitial : 0);
    }

    /** A and B come from the one generator, one after the other. */
    @Override
    public Map<String, NDArray> initialise(Base base, long seed, NDManager scope) {
        Map<String, NDArray> tensors = SitewiseMethod.super.initialise(base, seed, scope);
        TorchRandom random = new TorchRandom(projectionPrngKey);
        sharedShapes(targets.choose(base.sites())).forEach((name, shape) -> {
            float[] values = random.uniform(Noise.size(shape), (float) Math.sqrt(6.0 / shape[1]));
            NDArray projection = Tensors.on(scope.getDevice()).parameter(scope, values, shape);
            Objects.requireNonNull(tensors.put(name, projection)).close();
        });
        return tensors;
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
        config.put("projection_prng_key", projectionPrngKey);
        config.put("r", r);
        config.put("save_projection", saveProjection);
        return config;
    }

    @Override
    public @Nullable String peftKey(String tensor) {
        boolean shared = tensor.equals(A) || tensor.equals(B);
        return !shared ? PeftFormat.PREFIX + tensor : saveProjection ? "base_model." + tensor : null;
    }
}
