package dev.rlvr4j.core.spectral;

import dev.rlvr4j.core.RlvrException;
import java.util.List;

/**
 * What training did to one linear layer: W1 = W0 + D, W0 the base weight {@code [out, in]}. All figures are finite. A change of
 * exactly zero has angles, ranks, shares and norms 0, and {@code unchanged} 1.
 *
 * @param site the module's name
 * @param relativeChange |D|_F / |W0|_F
 * @param spectralNorm largest singular value of D
 * @param stableRank |D|_F² / |D|_2², from 1 to the rank of D
 * @param singularValues of D, the largest first, at most 32
 * @param leftAngle largest principal angle between the spaces of the top k left singular vectors of W0 and of W1, degrees
 * @param rightAngle the same for right singular vectors
 * @param intruders top singular vectors of W1 that resemble no singular vector of W0 (Shuttleworth et al. 2024)
 * @param unchanged share of weights that are the same, within 1e-3 of the larger, once both are rounded to bfloat16
 * @param principalShare share of |D|_F² that the base's top k left singular vectors carry
 * @param chanceShare that share for a random direction: k / out
 * @param spectrumShift |s(W1) - s(W0)|_2 / |s(W0)|_2 of the singular values
 */
public record SiteSpectrum(
        String site,
        double relativeChange,
        double spectralNorm,
        double stableRank,
        List<Double> singularValues,
        double leftAngle,
        double rightAngle,
        double intruders,
        double unchanged,
        double principalShare,
        double chanceShare,
        double spectrumShift) {
    public SiteSpectrum {
        singularValues = List.copyOf(singularValues);
        double sum = relativeChange
                + spectralNorm
                + stableRank
                + singularValues.stream().mapToDouble(Double::doubleValue).sum()
                + leftAngle
                + rightAngle
                + intruders
                + unchanged
                + principalShare
                + chanceShare
                + spectrumShift;
        if (!Double.isFinite(sum)) {
            throw new RlvrException("a figure of " + site + "'s spectrum is not finite");
        }
    }
}
