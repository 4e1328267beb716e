package dev.rlvr4j.core.merge;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.rlvr4j.core.adapter.Base;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.MergedWeights;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.checkpoint.ModelConfig;
import dev.rlvr4j.core.quant.Quantisation;
import dev.rlvr4j.core.torch.Gradients;
import dev.rlvr4j.core.torch.Tensors;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A base model with a frozen adapter on it, as a method that is trained on top sees it. */
public final class AdaptedBase implements Base {
    static final String HEAD = "lm_head.weight";
    private static final String EMBEDDING = "model.embed_tokens.weight";

    private final Base base;
    private final Compilation adapter;
    private final List<Site> sites;
    private final Map<String, Site> own = new HashMap<>();

    /**
     * An adapted base.
     *
     * @param adapter what the frozen adapter means for the base; lives as long as this is used
     */
    public AdaptedBase(Base base, Compilation adapter) {
        this.base = base;
        this.adapter = adapter;
        base.sites().forEach(site -> own.put(site.name(), site));
        this.sites = base.sites().stream()
                .map(site -> new Site(
                        site.layer(), site.projection(), site.in(), site.out(), site.bias() || bias(site) != null))
                .toList();
    }

    private @Nullable NDArray bias(Site site) {
        Edit edit = adapter.edits().get(site);
        return edit != null && edit.bias() != null
                ? edit.bias()
                : adapter.weights().get(site.name() + ".bias");
    }

    /** The base's own, or one that calls for the biases that the adapter adds, where there is such a config. */
    @Override
    public ModelConfig config() {
        return MergedConfig.of(base, adapter).orElse(base.config());
    }

    @Override
    public String path() {
        return base.path();
    }

    @Override
    public NDManager newScope() {
        return base.newScope();
    }

    /** The base's, of which more may have a bias. */
    @Override
    public List<Site> sites() {
        return sites;
    }

    @Override
    public Map<String, long[]> weightShapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>(config().weightShapes());
        for (Site site : sites) {
            if (site.bias()) {
                shapes.putIfAbsent(site.name() + ".bias", new long[] {site.out()});
            }
        }
        return shapes;
    }

    /** The tensor with the adapter merged in. */
    @Override
    public NDArray weight(String name, NDManager scope) {
        if (name.equals(HEAD)
                && base.config().tieWordEmbeddings()
                && !adapter.weights().containsKey(HEAD)) {
            return weight(EMBEDDING, scope); // which the adapter may have replaced
        }
        Tensors on = Tensors.on(scope.getDevice());
        Site site = own.get(name.substring(0, name.lastIndexOf('.')));
        try (NDManager temporary = scope.newSubManager();
                Gradients.Mode off = Gradients.recording(false)) {
            NDArray merged = site == null
                    ? adapter.weights().get(name)
                    : MergedWeights.of(base, at(site), temporary).get(name);
            if (merged != null) {
                return on.copyOf(scope, merged);
            }
        }
        if (site != null && !site.bias() && name.endsWith(".bias")) {
            // A bias that the config of the merged model has beside those that the adapter sets.
            return on.parameter(scope, new float[site.out()], site.out());
        }
        return base.weight(name, scope);
    }

    /** Those of the bare base: they are where prefix tuning starts, and need not be exact. */
    @Override
    public List<NDArray> keysAndValues(int[] ids, NDManager scope) {
        return base.keysAndValues(ids, scope);
    }

    @Override
    public Quantisation quantisation() {
        return base.quantisation();
    }

    /** The tensor with the adapter merged in, and with what quantisation took of the base's. */
    @Override
    public NDArray original(String name, NDManager scope) {
        NDArray merged = weight(name, scope);
        Site site = own.get(name.substring(0, name.lastIndexOf('.')));
        if (base.quantisation() == Quantisation.NONE
                || site == null
                || adapter.weights().containsKey(name)) {
            return merged;
        }
        NDArray lost = Merging.difference(base.original(name, scope), base.weight(name, scope), scope);
        Edit edit = adapter.edits().get(site);
        if (edit != null && name.endsWith(".weight")) {
            lost = edit.inScale() == null ? lost : lost.mul(edit.inScale());
            lost = edit.outScale() == null ? lost : lost.mul(edit.outScale().reshape(new Shape(-1, 1)));
        }
        NDArray whole = merged.add(lost);
        whole.attach(scope);
        return whole;
    }

    /** The part of the adapter that one layer sees. */
    private Compilation at(Site site) {
        Edit edit = adapter.edits().get(site);
        Map<String, NDArray> weights = new HashMap<>(adapter.weights());
        weights.keySet().retainAll(List.of(site.name() + ".weight", site.name() + ".bias"));
        return new Compilation(edit == null ? Map.of() : Map.of(site, edit), weights);
    }

    @Override
    public NDArray apply(Site adapted, NDArray x, NDManager scope) {
        Site site = Objects.requireNonNull(own.get(adapted.name()), adapted.name());
        Edit edit = adapter.edits().get(site);
        NDArray scaled = edit == null || edit.inScale() == null ? x : x.mul(edit.inScale());
        NDArray replaced = adapter.weights().get(site.name() + ".weight");
        NDArray y = replaced == null
                ? base.apply(site, scaled, scope)
                : Tensors.on(scope.getDevice()).apply(scope, scaled, replaced);
        if (edit != null && edit.outScale() != null) {
            y = y.mul(edit.outScale().reshape(new Shape(1, site.out())));
        }
        if (edit != null && edit.p() != null && edit.q() != null) {
            y = y.add(x.matMul(edit.p()).matMul(edit.q()));
        }
        y.attach(scope);
        return y;
    }
}
