package dev.rlvr4j.experiments.analysis;

import dev.rlvr4j.core.spectral.SiteSpectrum;
import java.util.List;

/**
 * What an arm's runs at the best learning rate did to the weights. Each figure of {@link SiteSpectrum} is averaged over seeds for
 * each layer, then over the layers that the arm changes.
 *
 * @param sites changed linear layers
 * @param relativeChange mean Frobenius norm of the change over that of the base weight
 * @param stableRank mean stable rank of the change
 * @param leftAngle mean of the layers' largest principal angles between left singular spaces of base and result, degrees
 * @param rightAngle the same on the right
 * @param intruders mean number of intruder dimensions of a layer
 * @param unchanged mean share of weights that are the same after rounding to bfloat16
 * @param principalShare mean share of the change's energy in the base's principal spaces
 * @param chanceShare what that share would be for a random direction
 * @param spectrumShift mean normalised shift of the singular values
 * @param layers the figures of each layer, averaged over seeds, in the model's order
 */
public record ArmSpectrum(
        int sites,
        double relativeChange,
        double stableRank,
        double leftAngle,
        double rightAngle,
        double intruders,
        double unchanged,
        double principalShare,
        double chanceShare,
        double spectrumShift,
        List<SiteSpectrum> layers) {
    public ArmSpectrum {
        layers = List.copyOf(layers);
    }
}
