package dev.rlvr4j.core.spectral;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.RlvrException;
import dev.rlvr4j.core.adapter.AdapterMethod;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.MergedWeights;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.spectral.SpectralProgram.Change;
import dev.rlvr4j.core.spectral.SpectralProgram.Difference;
import dev.rlvr4j.core.torch.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the linear layers of a base model with what an adapter, or full fine-tuning, made of them, in float64 on the base's
 * device: {@code W1 = W0 + D}. Norms and singular values of a low-rank edit come from its factors (QR of P and of Q', then the
 * singular values of an r x r matrix); only what looks at W1's own singular vectors or elements forms W1.
 *
 * <p>The principal spaces are those of the first k singular vectors, k 16 or a quarter of the layer's smaller side where that is
 * less. A layer costs one singular value decomposition of W1, and one of W0 the first time.
 *
 * <p>One thread at a time uses it, while no other calls {@link BaseModel#weight} or {@link BaseModel#compile} of the same base.
 */
public final class SpectralAnalysis implements AutoCloseable {
    /** Bytes of the base's singular vectors that are kept, where not said otherwise: almost all of a model of 0.5B. */
    public static final long KEPT_BYTES = 2L << 30;

    private static final int LISTED_VALUES = 32;

    private final BaseModel base;
    private final NDManager owner;
    private final SpectralProgram program;
    private final BaseSpectra spectra;

    public SpectralAnalysis(BaseModel base) {
        this(base, KEPT_BYTES);
    }

    /**
     * An analysis that keeps singular vectors of the base for the next call.
     *
     * @param keptBytes at most this much native memory on the base's device; the vectors of the layers that it does not hold
     *     are computed again in each call
     */
    public SpectralAnalysis(BaseModel base, long keptBytes) {
        this.base = base;
        this.program = new SpectralProgram(base.device());
        this.owner = base.newScope();
        this.spectra = new BaseSpectra(program, owner, keptBytes);
    }

    /** The figures of what trainable tensors mean, e.g. {@code TransformerPolicy.parameters()}. */
    public List<SiteSpectrum> of(AdapterMethod method, Map<String, NDArray> parameters) {
        try (Gradients.Mode off = Gradients.recording(false);
                NDManager scope = owner.newSubManager()) {
            return of(method.compile(base, parameters, scope));
        }
    }

    /**
     * The figures of every linear layer with an edit of its weight or a replaced weight, in the model's order. A layer whose
     * bias alone is edited is left out, and so is one whose base weight is zero: it has no singular spaces to compare with.
     *
     * @throws RlvrException where a change is not finite, which is so after a run that diverged
     */
    public List<SiteSpectrum> of(Compilation compilation) {
        List<SiteSpectrum> result = new ArrayList<>();
        try (Gradients.Mode off = Gradients.recording(false)) {
            for (Site site : base.sites()) {
                try (NDManager scope = owner.newSubManager()) {
                    SiteSpectrum spectrum = spectrum(site, compilation, scope);
                    if (spectrum != null) {
                        result.add(spectrum);
                    }
                }
            }
        }
        return List.copyOf(result);
    }

    private @Nullable SiteSpectrum spectrum(Site site, Compilation compilation, NDManager scope) {
        String name = site.name() + ".weight";
        Edit edit = compilation.edits().get(site);
        NDArray replaced = compilation.weights().get(name);
        if (edit != null && (edit.inScale() != null || edit.outScale() != null || replaced != null)) {
            replaced = MergedWeights.of(base, new Compilation(Map.of(site, edit), compilation.weights()), scope)
                    .get(name);
        }
        if (replaced != null) {
            requireFinite(site, List.of(replaced));
            NDArray before = base.weight(name, scope);
            BaseSpectrum spectrum = spectra.of(site.name(), before, scope);
            Change change = program.dense(before, replaced, spectrum, scope);
            return figures(site, before, replaced, spectrum, change, scope);
        }
        if (edit == null || edit.p() == null || edit.q() == null) {
            return null;
        }
        requireFinite(site, List.of(edit.p(), edit.q()));
        NDArray before = base.weight(name, scope);
        BaseSpectrum spectrum = spectra.of(site.name(), before, scope);
        Change change = program.lowRank(edit.p(), edit.q(), spectrum, scope);
        NDArray after = program.edited(before, edit.p(), edit.q(), scope);
        return figures(site, before, after, spectrum, change, scope);
    }

    private void requireFinite(Site site, List<NDArray> arrays) {
        if (!program.finite(arrays)) {
            throw new RlvrException("the change of " + site.name()
                    + " is not finite, so it has no singular values; the run that made it has diverged");
        }
    }

    private @Nullable SiteSpectrum figures(
            Site site, NDArray before, NDArray after, BaseSpectrum spectrum, Change change, NDManager scope) {
        double[] values = change.values();
        double weightNorm = Math.sqrt(energy(spectrum.values().toDoubleArray()));
        if (weightNorm == 0) {
            return null;
        }
        double chance = (double) spectrum.k() / site.out();
        List<Double> listed = Arrays.stream(values).limit(LISTED_VALUES).boxed().toList();
        double top = values[0];
        if (top == 0) {
            return new SiteSpectrum(site.name(), 0, 0, 0, listed, 0, 0, 0, 1, 0, chance, 0);
        }
        // Relative to the largest, so that squares of tiny values do not vanish.
        double stableRank = energy(Arrays.stream(values).map(s -> s / top).toArray());
        double share = Math.min(1, change.principal() / top / top / stableRank);
        Difference difference = program.compare(before, after, spectrum, scope);
        return new SiteSpectrum(
                site.name(),
                top * Math.sqrt(stableRank) / weightNorm,
                top,
                stableRank,
                listed,
                difference.leftAngle(),
                difference.rightAngle(),
                difference.intruders(),
                difference.unchanged(),
                share,
                chance,
                difference.shift());
    }

    private static double energy(double[] values) {
        return Arrays.stream(values).map(value -> value * value).sum();
    }

    /** Layers whose singular vectors are kept. */
    int kept() {
        return spectra.size();
    }

    /** Frees what it kept; the base stays open. */
    @Override
    public void close() {
        owner.close();
        program.close();
    }
}
