package dev.rlvr4j.core.spectral;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/** The figures of a site from dense matrices by their definitions, with Commons Math. */
final class DenseSpectrum {
    private DenseSpectrum() {}

    static SiteSpectrum of(String site, RealMatrix before, RealMatrix after) {
        int out = before.getRowDimension();
        int in = before.getColumnDimension();
        int k = Math.max(1, Math.min(16, Math.min(out, in) / 4));
        SingularValueDecomposition svd0 = svd(before);
        SingularValueDecomposition svd1 = svd(after);
        RealMatrix change = after.subtract(before);
        double[] values = svd(change).getSingularValues();
        double norm = change.getFrobeniusNorm();
        RealMatrix projector = projector(svd0.getU(), k);
        return new SiteSpectrum(
                site,
                norm / before.getFrobeniusNorm(),
                values[0],
                norm * norm / (values[0] * values[0]),
                Arrays.stream(values).limit(32).boxed().toList(),
                angle(svd0.getU(), svd1.getU(), k),
                angle(svd0.getV(), svd1.getV(), k),
                intruders(svd0.getU(), svd1.getU()),
                unchanged(before, after),
                Math.pow(projector.multiply(change).getFrobeniusNorm() / norm, 2),
                (double) k / out,
                distance(svd1.getSingularValues(), svd0.getSingularValues()) / before.getFrobeniusNorm());
    }

    static SingularValueDecomposition svd(RealMatrix matrix) {
        return new SingularValueDecomposition(matrix);
    }

    private static RealMatrix projector(RealMatrix vectors, int k) {
        RealMatrix first = vectors.getSubMatrix(0, vectors.getRowDimension() - 1, 0, k - 1);
        return first.multiply(first.transpose());
    }

    /** The sine of the largest angle is the norm of what the one space has outside the other. */
    private static double angle(RealMatrix a, RealMatrix b, int k) {
        RealMatrix first = b.getSubMatrix(0, b.getRowDimension() - 1, 0, k - 1);
        RealMatrix outside = first.subtract(projector(a, k).multiply(first));
        return Math.toDegrees(Math.asin(Math.min(1, svd(outside).getSingularValues()[0])));
    }

    private static int intruders(RealMatrix before, RealMatrix after) {
        RealMatrix cosines = before.transpose().multiply(after);
        return (int) IntStream.range(0, Math.min(10, cosines.getColumnDimension()))
                .filter(j ->
                        Arrays.stream(cosines.getColumn(j)).map(Math::abs).max().orElseThrow() < 0.5)
                .count();
    }

    private static double unchanged(RealMatrix before, RealMatrix after) {
        List<Boolean> same = new ArrayList<>();
        for (int i = 0; i < before.getRowDimension(); i++) {
            for (int j = 0; j < before.getColumnDimension(); j++) {
                float a = rounded(before.getEntry(i, j));
                float b = rounded(after.getEntry(i, j));
                same.add(Math.abs(a - b) <= 1e-3 * Math.max(Math.abs(a), Math.abs(b)));
            }
        }
        return (double) same.stream().filter(Boolean::booleanValue).count() / same.size();
    }

    /** To the nearest bfloat16, ties to even. */
    private static float rounded(double value) {
        int bits = Float.floatToRawIntBits((float) value);
        int half = 0x7fff + ((bits >>> 16) & 1);
        return Float.intBitsToFloat((bits + half) & 0xffff0000);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    static RealMatrix matrix(float[] values, int rows, int columns) {
        RealMatrix matrix = MatrixUtils.createRealMatrix(rows, columns);
        for (int i = 0; i < values.length; i++) {
            matrix.setEntry(i / columns, i % columns, values[i]);
        }
        return matrix;
    }

    static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i];
        }
        return result;
    }

    static float[] floats(RealMatrix matrix) {
        float[] values = new float[matrix.getRowDimension() * matrix.getColumnDimension()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) matrix.getEntry(i / matrix.getColumnDimension(), i % matrix.getColumnDimension());
        }
        return values;
    }
}
