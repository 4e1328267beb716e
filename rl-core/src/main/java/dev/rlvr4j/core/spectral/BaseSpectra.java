package dev.rlvr4j.core.spectral;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.Map;

/**
 * The decompositions of a base's weights. Those that come first stay, up to a bound on their memory; the others are computed
 * each time. Analyses go over the layers in the same order each time, so nothing is gained by making room for the latest.
 */
final class BaseSpectra {
    private final SpectralProgram program;
    private final NDManager owner;
    private final long limit;
    private final Map<String, BaseSpectrum> kept = new HashMap<>();
    private long bytes;

    /** Kept ones belong to {@code owner} and take at most {@code limit} bytes. */
    BaseSpectra(SpectralProgram program, NDManager owner, long limit) {
        this.program = program;
        this.owner = owner;
        this.limit = limit;
    }

    /** A site's decomposition, valid as long as {@code scope}. */
    BaseSpectrum of(String site, NDArray weight, NDManager scope) {
        BaseSpectrum before = kept.get(site);
        if (before != null) {
            return before;
        }
        BaseSpectrum spectrum = program.decompose(weight, scope);
        if (bytes + spectrum.bytes() <= limit) {
            bytes += spectrum.bytes();
            kept.put(site, spectrum.attach(owner));
        }
        return spectrum;
    }

    /** How many are kept. */
    int size() {
        return kept.size();
    }
}
