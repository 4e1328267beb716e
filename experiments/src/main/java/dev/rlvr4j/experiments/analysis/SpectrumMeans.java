package dev.rlvr4j.experiments.analysis;

import dev.rlvr4j.core.spectral.SiteSpectrum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Averages of spectra, over seeds and then over layers. */
final class SpectrumMeans {
    private SpectrumMeans() {}

    /** The means over runs; null where none has a spectrum. */
    static @Nullable ArmSpectrum of(List<RunOutcome> runs) {
        Map<String, List<SiteSpectrum>> bySite = new LinkedHashMap<>();
        for (RunOutcome run : runs) {
            run.spectrum()
                    .forEach(site -> bySite.computeIfAbsent(site.site(), unused -> new ArrayList<>())
                            .add(site));
        }
        if (bySite.isEmpty()) {
            return null;
        }
        List<SiteSpectrum> layers = new ArrayList<>();
        bySite.forEach((site, spectra) -> layers.add(layer(site, spectra)));
        return new ArmSpectrum(
                layers.size(),
                mean(layers, SiteSpectrum::relativeChange),
                mean(layers, SiteSpectrum::stableRank),
                mean(layers, SiteSpectrum::leftAngle),
                mean(layers, SiteSpectrum::rightAngle),
                mean(layers, SiteSpectrum::intruders),
                mean(layers, SiteSpectrum::unchanged),
                mean(layers, SiteSpectrum::principalShare),
                mean(layers, SiteSpectrum::chanceShare),
                mean(layers, SiteSpectrum::spectrumShift),
                layers);
    }

    private static SiteSpectrum layer(String site, List<SiteSpectrum> spectra) {
        int values = spectra.stream()
                .mapToInt(spectrum -> spectrum.singularValues().size())
                .min()
                .orElseThrow();
        List<Double> singular = new ArrayList<>();
        for (int i = 0; i < values; i++) {
            int index = i;
            singular.add(mean(spectra, spectrum -> spectrum.singularValues().get(index)));
        }
        return new SiteSpectrum(
                site,
                mean(spectra, SiteSpectrum::relativeChange),
                mean(spectra, SiteSpectrum::spectralNorm),
                mean(spectra, SiteSpectrum::stableRank),
                singular,
                mean(spectra, SiteSpectrum::leftAngle),
                mean(spectra, SiteSpectrum::rightAngle),
                mean(spectra, SiteSpectrum::intruders),
                mean(spectra, SiteSpectrum::unchanged),
                mean(spectra, SiteSpectrum::principalShare),
                mean(spectra, SiteSpectrum::chanceShare),
                mean(spectra, SiteSpectrum::spectrumShift));
    }

    private static double mean(List<SiteSpectrum> spectra, ToDoubleFunction<SiteSpectrum> figure) {
        return spectra.stream().mapToDouble(figure).average().orElseThrow();
    }
}
