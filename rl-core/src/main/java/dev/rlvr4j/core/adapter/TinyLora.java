package dev.rlvr4j.core.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.InputException;
import dev.rlvr4j.core.torch.Tensors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * TinyLoRA (2026): {@code W' = W + B R A} with frozen A and B from the weight's first r singular triplets and {@code R = v_1
 * P_1 + ... + v_u P_u}, a sum of frozen random matrices. Only the numbers v are trained, and layers may share them: thirteen
 * in all are enough to learn something.
 *
 * @param r rank of the frozen triplets, at least 1
 * @param u numbers per group of layers, at least 1
 * @param weightTying from 0, each layer its own v, to 1, one for all
 * @param projectionSeed seed of the random matrices, the same as in PEFT
 * @param saveProjection whether they are written, else the seed makes them again
 * @param targets the linear layers it sits on
 */
public record TinyLora(
        int r, int u, double weightTying, int projectionSeed, boolean saveProjection, TargetModules targets)
        implements SitewiseMethod {
    private static final String A = ".tinylora_A";
    private static final String B = ".tinylora_B";
    private static final String P = ".tinylora_P";
    private static final String V = "tinylora_v.";

    public TinyLora {
        Require.atLeast("r", r, 1);
        Require.atLeast("u", u, 1);
        if (!(weightTying >= 0 && weightTying <= 1)) {
            throw new InputException("weight_tying must be from 0 to 1, but is " + weightTying);
        }
    }

    public TinyLora(int r, int u, double weightTying, TargetModules targets) {
        this(r, u, weightTying, 42, true, targets);
    }

    static TinyLora read(PeftSettings config) {
        return new TinyLora(
                config.whole("r"),
                config.whole("u"),
                config.number("weight_tying"),
                config.whole("projection_seed"),
                config.flag("save_projection"),
                config.targets());
    }

    @Override
    public String name() {
        return "tinylora";
    }

    private int groups(int layers) {
        return (int) Math.max(1, Math.rint(layers * (1 - weightTying)));
    }

    @Override
    public Map<String, long[]> sharedShapes(List<Site> sites) {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        for (int group = 0; group < groups(sites.size()); group++) {
            shapes.put(V + group, new long[] {u});
        }
        return shapes;
    }

    @Override
    public Map<String, long[]> shapes(Site site) {
        Require.rankFits(r, site);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        shapes.put(A, new long[] {r, site.in()});
        shapes.put(B, new long[] {site.out(), r});
        shapes.put(P, new long[] {u, r, r});
        return shapes;
    }

    @Override
    public Map<String, NDArray> startFromWeight(Base base, Site site, NDManager scope) {
        Map<String, NDArray> parts =
                new HashMap<>(SingularPart.first(r, 0.5, 0.5).of(base, site, A, B, scope));
        int layer = targets.choose(base.sites()).indexOf(site);
        float[] random = new TorchRandom(projectionSeed + layer).normal(u * r * r, (float) (1 / Math.sqrt(r)));
        parts.put(P, Tensors.on(scope.getDevice()).parameter(scope, random, u, r, r));
        return parts;
    }

    @Override
    public boolean trains(String tensor) {
        return tensor.startsWith(V);
    }

    @Override
    public Compilation compile(Base base, Map<String, NDArray> all, NDManager scope) {
        List<Site> sites = new ArrayList<>(targets.choose(base.sites()));
        int groups = groups(sites.size());
        int size = Math.max(1, sites.size() / groups);
        Map<Site, Edit> edits = new HashMap<>();
        for (int i = 0; i < sites.size(); i++) {
            SiteTensors tensors = new SiteTensors(sites.get(i), all);
            NDList core = Maps.call("combination", scope)
                    .tensor(tensors.shared(V + Math.min(i / size, groups - 1)))
                    .tensor(tensors.own(P))
                    .run(scope);
            edits.put(
                    sites.get(i),
                    Maps.lowRank(
                            Maps.call("core", scope)
                                    .tensor(tensors.own(A))
                                    .tensor(tensors.own(B))
                                    .tensor(core.get(0))
                                    .number(1),
                            scope));
        }
        return new Compilation(edits, Map.of());
    }

    @Override
    public Map<String, @Nullable Object> peftConfig(Base base) {
        Map<String, @Nullable Object> config = PeftConfig.of("TINYLORA", targets, base);
        config.put("projection_seed", projectionSeed);
        config.put("r", r);
        config.put("save_projection", saveProjection);
        config.put("u", u);
        config.put("weight_tying", weightTying);
        return config;
    }

    @Override
    public @Nullable String peftKey(String tensor) {
        if (tensor.endsWith(P) && !saveProjection) {
            return null;
        }
        return tensor.startsWith(V) ? "base_model." + tensor : PeftFormat.PREFIX + tensor;
    }
}
