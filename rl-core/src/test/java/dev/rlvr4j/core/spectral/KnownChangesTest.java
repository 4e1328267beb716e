package dev.rlvr4j.core.spectral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.rlvr4j.core.adapter.Compilation;
import dev.rlvr4j.core.adapter.Edit;
import dev.rlvr4j.core.adapter.Projection;
import dev.rlvr4j.core.adapter.Site;
import dev.rlvr4j.core.model.BaseModel;
import dev.rlvr4j.core.model.Golden;
import dev.rlvr4j.core.torch.Precision;
import dev.rlvr4j.core.torch.Tensors;
import dev.rlvr4j.core.torch.Torch;
import java.util.Map;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes whose figures are known by construction, on a tall, a wide and a square layer; k is 16. */
class KnownChangesTest {
    private static BaseModel base;
    private static SpectralAnalysis analysis;
    private static NDManager scope;

    @BeforeAll
    static void open() {
        base = BaseModel.load(Golden.model("qwen2-tied"), Device.cpu(), Precision.FLOAT32);
        analysis = new SpectralAnalysis(base);
        scope = base.newScope();
    }

    @AfterAll
    static void close() {
        analysis.close();
        base.close();
    }

    @BeforeEach
    void thread() {
        Torch.prepareThread(1);
    }

    private static Site site(Projection projection) {
        return base.sites().stream()
                .filter(site -> site.projection() == projection)
                .findFirst()
                .orElseThrow();
    }

    private static RealMatrix weight(Site site) {
        return DenseSpectrum.matrix(base.weight(site.name() + ".weight", scope).toFloatArray(), site.out(), site.in());
    }

    private static SiteSpectrum replaced(Site site, RealMatrix after) {
        NDArray weight = Tensors.floats(scope, DenseSpectrum.floats(after), site.out(), site.in());
        return analysis.of(new Compilation(Map.of(), Map.of(site.name() + ".weight", weight)))
                .get(0);
    }

    /** D = left right', columns side by side. */
    private static SiteSpectrum edited(Site site, RealMatrix left, RealMatrix right) {
        int rank = left.getColumnDimension();
        NDArray p = Tensors.floats(scope, DenseSpectrum.floats(right), site.in(), rank);
        NDArray q = Tensors.floats(scope, DenseSpectrum.floats(left.transpose()), rank, site.out());
        return analysis.of(new Compilation(Map.of(site, Edit.lowRank(p, q)), Map.of()))
                .get(0);
    }

    private static RealMatrix column(RealMatrix matrix, int column) {
        return MatrixUtils.createColumnRealMatrix(matrix.getColumn(column));
    }

    private static RealMatrix unit(long seed, int size) {
        RealMatrix vector = DenseSpectrum.matrix(SpectralAnalysisTest.noise(seed, size, 1), size, 1);
        return vector.scalarMultiply(1 / vector.getFrobeniusNorm());
    }

    @ParameterizedTest
    @EnumSource(names = {"QUERY", "UP", "DOWN"})
    void aScaledWeightKeepsItsSpacesAndShiftsItsSpectrumByTheFactor(Projection projection) {
        Site site = site(projection);
        SiteSpectrum spectrum = replaced(site, weight(site).scalarMultiply(1.25));
        assertThat(spectrum.relativeChange()).isCloseTo(0.25, within(1e-7));
        assertThat(spectrum.spectrumShift()).isCloseTo(0.25, within(1e-7));
        assertThat(spectrum.leftAngle()).isCloseTo(0, within(1e-4));
        assertThat(spectrum.rightAngle()).isCloseTo(0, within(1e-4));
        assertThat(spectrum.intruders()).isZero();
        double[] values = DenseSpectrum.svd(weight(site)).getSingularValues();
        assertThat(spectrum.spectralNorm()).isCloseTo(values[0] / 4, within(1e-6));
        double energy = 0;
        double principal = 0;
        for (int i = 0; i < values.length; i++) {
            energy += values[i] * values[i];
            principal += i < 16 ? values[i] * values[i] : 0;
        }
        assertThat(spectrum.principalShare()).isCloseTo(principal / energy, within(1e-6));
        assertThat(spectrum.stableRank()).isCloseTo(energy / values[0] / values[0], within(1e-5));
    }

    @ParameterizedTest
    @EnumSource(names = {"QUERY", "UP", "DOWN"})
    void aChangeAlongAPrincipalDirectionStaysInThePrincipalSpaces(Projection projection) {
        Site site = site(projection);
        SingularValueDecomposition svd = DenseSpectrum.svd(weight(site));
        double size = 3 * svd.getSingularValues()[0];
        SiteSpectrum spectrum = edited(site, column(svd.getU(), 2).scalarMultiply(size), column(svd.getV(), 2));
        assertThat(spectrum.principalShare()).isCloseTo(1, within(1e-6));
        assertThat(spectrum.chanceShare()).isEqualTo(16.0 / site.out());
        assertThat(spectrum.intruders()).isZero();
        assertThat(spectrum.leftAngle()).isCloseTo(0, within(1e-3));
        assertThat(spectrum.rightAngle()).isCloseTo(0, within(1e-3));
        assertThat(spectrum.spectralNorm()).isCloseTo(size, within(1e-5));
        assertThat(spectrum.stableRank()).isCloseTo(1, within(1e-6));
        assertThat(spectrum.singularValues()).hasSize(1);
    }

    @Test
    void aChangeOutsideThePrincipalSpacesHasNoShareInThem() {
        Site site = site(Projection.QUERY);
        SingularValueDecomposition svd = DenseSpectrum.svd(weight(site));
        double gap = svd.getSingularValues()[15] - svd.getSingularValues()[20];
        assertThat(gap).isPositive();
        SiteSpectrum spectrum = edited(site, column(svd.getU(), 20).scalarMultiply(gap / 2), column(svd.getV(), 20));
        assertThat(spectrum.principalShare()).isCloseTo(0, within(1e-10));
        assertThat(spectrum.leftAngle()).isCloseTo(0, within(1e-3));
        assertThat(spectrum.intruders()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void strongRandomDirectionsAreIntruders(int count) {
        Site site = site(Projection.UP);
        double top = DenseSpectrum.svd(weight(site)).getSingularValues()[0];
        RealMatrix left = MatrixUtils.createRealMatrix(site.out(), count);
        RealMatrix right = MatrixUtils.createRealMatrix(site.in(), count);
        for (int i = 0; i < count; i++) {
            left.setColumnMatrix(i, unit(10 + i, site.out()).scalarMultiply(50 * top));
            right.setColumnMatrix(i, unit(20 + i, site.in()));
        }
        SiteSpectrum spectrum = edited(site, left, right);
        assertThat(spectrum.intruders()).isEqualTo(count);
        assertThat(spectrum.leftAngle()).isBetween(45.0, 90.0);
        assertThat(spectrum.rightAngle()).isBetween(45.0, 90.0);
        assertThat(spectrum.principalShare()).isBetween(0.03, 0.4);
        assertThat(spectrum.stableRank()).isBetween(1 - 1e-9, count + 1e-9);
    }

    /** Turns the weight's first left singular vector towards one that no singular vector reaches. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-3, 0.5, 30, 89})
    void aTurnedDirectionHasTheAngleItWasTurnedBy(double degrees) {
        Site site = site(Projection.UP);
        SingularValueDecomposition svd = DenseSpectrum.svd(weight(site));
        RealMatrix outside = unit(3, site.out());
        outside = outside.subtract(svd.getU().multiply(svd.getU().transpose()).multiply(outside));
        outside = outside.scalarMultiply(1 / outside.getFrobeniusNorm());
        RealMatrix first = column(svd.getU(), 0);
        double angle = Math.toRadians(degrees);
        RealMatrix turn = first.scalarMultiply(Math.cos(angle) - 1).add(outside.scalarMultiply(Math.sin(angle)));
        SiteSpectrum spectrum = edited(site, turn.scalarMultiply(svd.getSingularValues()[0]), column(svd.getV(), 0));
        assertThat(spectrum.leftAngle()).isCloseTo(degrees, within(1e-5));
        assertThat(spectrum.rightAngle()).isCloseTo(0, within(1e-4));
        assertThat(spectrum.spectrumShift()).isCloseTo(0, within(1e-7));
        assertThat(spectrum.intruders()).isEqualTo(degrees > 60 ? 1 : 0);
    }

    @Test
    void unchangedWeightsAreThoseThatRoundToTheSame() {
        Site site = site(Projection.KEY);
        RealMatrix after = weight(site);
        // 8 bits of mantissa: a half of the spacing is at least 2^-9 of the number, so 2^-12 seldom and 2^-6 always
        // shows.
        int flipped = 0;
        for (int i = 0; i < site.out(); i++) {
            for (int j = 0; j < site.in(); j++) {
                double before = after.getEntry(i, j);
                if (i < 5) {
                    after.setEntry(i, j, before * (1 + 0x1p-6));
                } else if (i == 5) {
                    double bfloat = Float.intBitsToFloat(Float.floatToRawIntBits((float) before) & 0xffff0000);
                    after.setEntry(i, j, -2 * bfloat);
                    flipped++;
                }
            }
        }
        assertThat(flipped).isEqualTo(site.in());
        assertThat(replaced(site, after).unchanged()).isEqualTo((site.out() - 6.0) / site.out());
        assertThat(replaced(site, weight(site).scalarMultiply(1 + 0x1p-20)).unchanged())
                .isBetween(0.99, 1.0);
        assertThat(replaced(site, weight(site).scalarMultiply(2)).unchanged()).isZero();
    }
}
